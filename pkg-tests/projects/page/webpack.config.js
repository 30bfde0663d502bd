export default {
  mode: "production",
  entry: "./main.js",
  // Under Trusted Types only what a policy has made is fetched as a script: what comes later is such a one.
  output: { trustedTypes: true },
};
