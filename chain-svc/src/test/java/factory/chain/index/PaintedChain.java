package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A chain that exists in a picture only. */
final class PaintedChain {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  final Picture picture = new Picture();
  private final Optional<IndexStore> store;
  private final List<BlockRef> blocks = new ArrayList<>();
  private long hashes;
  private long logs;

  PaintedChain() {
    store = Optional.empty();
  }

  /** One that is stored as well. */
  PaintedChain(IndexStore store) {
    this.store = Optional.of(store);
  }

  static Account account(int i) {
    return new Account("0x%040x".formatted(i));
  }

  static Token token(int i) {
    return new Token(
        account(1_000_000 + i),
        new UUID(0, i),
        BigInteger.ONE,
        TokenName.parse("Token " + i).orElseThrow(),
        1);
  }

  static String hash(long i) {
    return "0x%064x".formatted(i);
  }

  Move mint(Token token, int wallet, long amount) {
    return new Move(
        logs++, token.address(), Account.NOBODY, account(wallet), BigInteger.valueOf(amount));
  }

  Move burn(Token token, int wallet, long amount) {
    return new Move(
        logs++, token.address(), account(wallet), Account.NOBODY, BigInteger.valueOf(amount));
  }

  Move move(Token token, int from, int to, long amount) {
    return new Move(
        logs++, token.address(), account(from), account(to), BigInteger.valueOf(amount));
  }

  /** Nothing is known of the chain. */
  void begin() {
    blocks.clear();
    picture.load(
        new Contents(
            UUID.randomUUID(), Optional.empty(), Optional.empty(), List.of(), Map.of(), List.of()),
        false);
  }

  /** What is stored is known. */
  void load() {
    blocks.clear();
    picture.load(store.orElseThrow().load(), true);
  }

  long height() {
    return blocks.size();
  }

  long settled() {
    return picture.finalized().map(BlockRef::number).orElse(0L);
  }

  /** A new block, from number 1. */
  void block(List<Token> created, Move... moves) {
    var parent = blocks.isEmpty() ? hash(0) : blocks.getLast().hash();
    var ref = new BlockRef(blocks.size() + 1, hash(++hashes), NOW);
    var block = new AppliedBlock(ref, parent, created, List.of(moves), List.of(), Optional.empty());
    change(new Change(blocks.size(), List.of(block), -1));
    blocks.add(ref);
  }

  /** Everything above a block is gone. */
  void reorganise(long above) {
    change(new Change(above, List.of(), -1));
    blocks.subList((int) above, blocks.size()).clear();
  }

  /** Blocks up to this one are final. */
  void settle(long number) {
    change(new Change(blocks.size(), List.of(), number));
  }

  private void change(Change change) {
    var planned = picture.plan(change);
    store.ifPresent(to -> to.apply(change.above(), planned, Optional.of(NOW)));
    picture.apply(planned, Optional.of(NOW));
  }
}
