/** This program's version, as events and requests name it. A test holds it to package.json. */
export const FORWARDER_VERSION = "0.1.0";
