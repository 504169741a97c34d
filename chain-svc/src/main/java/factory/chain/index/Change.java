package factory.chain.index;

import java.util.List;

/**
 * What an endpoint told: the chain goes on after a block with these blocks.
 *
 * @param above the number of that block; whatever was applied above it is taken back
 * @param blocks in order, each the parent of the next
 * @param finalNumber up to which nothing is taken back any more, as far as it is applied
 */
record Change(long above, List<AppliedBlock> blocks, long finalNumber) {}
