package factory.chain.index;

/** Where a watcher, or a branch of the chain, stands: just behind this block. */
record Place(long number, String hash) {}
