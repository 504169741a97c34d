package factory.chain.index;

/** A block on a watcher's way, forwards or, when it was retracted, back. */
public record Step(AppliedBlock block, boolean retracted) {}
