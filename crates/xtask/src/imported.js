// A script that is imported later, with the hash of what it must be: `import()` takes none, but what was loaded ahead
// with a hash is what it then finds. A browser that does not load ahead refuses, rather than trust what comes.
const imported = (url, integrity) =>
  new Promise((found, failed) => {
    const link = document.createElement("link");
    if (!link.relList.supports("modulepreload")) throw new Error(`${url}: this browser cannot check its hash`);
    link.onload = () => found(import(url));
    link.onerror = () => failed(new Error(`${url} is not there, or not the file it was`));
    Object.assign(link, { rel: "modulepreload", href: url, integrity, crossOrigin: "" });
    document.head.append(link);
  });

