/** The same with verification off. */
import * as trebucket from "./trebucket.js";

export const title = "trebucket, verification off";

export const large = (wanted) => trebucket.large({ ...wanted, checksum: "none" });

export const many = (wanted) => trebucket.many({ ...wanted, checksum: "none" });
