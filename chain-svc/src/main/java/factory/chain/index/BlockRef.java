package factory.chain.index;

/** A block by number and hash. */
record BlockRef(long number, String hash) {}
