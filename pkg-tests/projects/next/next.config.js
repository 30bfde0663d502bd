export default {
  // The dependencies of this project stand outside its folder.
  turbopack: { root: process.env.REPOSITORY },
};
