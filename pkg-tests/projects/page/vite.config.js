export default {
  server: { headers: { "content-security-policy": process.env.POLICY } },
};
