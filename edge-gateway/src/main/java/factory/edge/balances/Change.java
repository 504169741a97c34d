package factory.edge.balances;

import factory.chain.v1.Block;
import factory.chain.v1.BlockChange;
import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One message of {@code WatchBalances}, read and checked before anything of it counts.
 *
 * @param headAge empty when no endpoint ever confirmed the head
 * @param maxHeadAge above it nothing should be decided
 * @param problem why nothing should be decided; empty when it may
 */
record Change(
    boolean reset,
    List<EvmAddress> tokens,
    List<Balance> balances,
    List<BlockStep> blocks,
    boolean complete,
    Optional<BlockId> latest,
    Optional<BlockId> finalized,
    Optional<Duration> headAge,
    Optional<Duration> maxHeadAge,
    String problem,
    String cursor) {

  /** What a wallet holds in a new picture. */
  record Balance(EvmAddress token, EvmAddress wallet, BigInteger amount) {}

  /** A block's identity. */
  record BlockId(long number, String hash) {}

  /** A block that is applied or taken back. */
  record BlockStep(boolean retracted, Effects effects) {}

  /** What a block did, or a part of a large one. */
  record Effects(BlockId block, List<EvmAddress> created, List<Transfer> transfers) {}

  /**
   * From one to another; the zero address is nobody.
   *
   * @param index its place in the block
   */
  record Transfer(
      long index, EvmAddress token, EvmAddress from, EvmAddress to, BigInteger amount) {}

  /** Whether it says anything of balances. */
  boolean hasContent() {
    return complete || !tokens.isEmpty() || !balances.isEmpty() || !blocks.isEmpty();
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when anything of it cannot be read or is of another chain
   */
  static Change parse(long chainId, WatchBalancesResponse message) {
    return new Change(
        message.getReset(),
        message.getTokensList().stream()
            .map(
                token -> {
                  if (token.getChainId() != chainId) {
                    throw new IllegalArgumentException("a token of another chain");
                  }
                  return address(token.getAddress());
                })
            .toList(),
        message.getBalancesList().stream()
            .map(
                b ->
                    new Balance(
                        address(b.getTokenAddress()),
                        address(b.getWallet()),
                        amount(b.getAmount())))
            .toList(),
        message.getBlocksList().stream().map(Change::step).toList(),
        message.getComplete(),
        message.hasLatest() ? Optional.of(id(message.getLatest())) : Optional.empty(),
        message.hasFinalized() ? Optional.of(id(message.getFinalized())) : Optional.empty(),
        message.hasHeadAge() ? Optional.of(age(message.getHeadAge())) : Optional.empty(),
        message.hasMaxHeadAge() ? Optional.of(age(message.getMaxHeadAge())) : Optional.empty(),
        message.getProblem(),
        message.getCursor());
  }

  private static BlockStep step(BlockChange block) {
    return new BlockStep(
        block.getRetracted(),
        new Effects(
            id(block.getNumber(), block.getHash()),
            block.getCreatedTokensList().stream().map(Change::address).toList(),
            block.getTransfersList().stream()
                .map(
                    t ->
                        new Transfer(
                            t.getLogIndex(),
                            address(t.getTokenAddress()),
                            address(t.getFrom()),
                            address(t.getTo()),
                            amount(t.getAmount())))
                .toList()));
  }

  private static BlockId id(Block block) {
    return id(block.getNumber(), block.getHash());
  }

  private static BlockId id(long number, String hash) {
    if (number < 0 || !hash.matches("0x[0-9a-f]{64}")) {
      throw new IllegalArgumentException("no identity of a block");
    }
    return new BlockId(number, hash);
  }

  private static Duration age(com.google.protobuf.Duration told) {
    var age = Duration.ofSeconds(told.getSeconds(), told.getNanos());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static EvmAddress address(String text) {
    return EvmAddress.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not an address"));
  }

  private static BigInteger amount(String text) {
    if (!text.matches("[0-9]{1,29}")) {
      throw new IllegalArgumentException("'" + text + "' is not an amount");
    }
    return new BigInteger(text);
  }
}
