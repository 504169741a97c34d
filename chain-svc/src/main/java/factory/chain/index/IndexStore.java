package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The index of one chain in Postgres: balances at the final block, and the last blocks with what
 * each did. Each method is one transaction.
 */
public final class IndexStore {
  /** Rows in one statement at most. */
  private static final int ROWS = 10_000;

  private final Database database;
  private final long chainId;
  private final TradeStore trades;

  /** What was read or written last; what is stored is written only on top of it. */
  private long version;

  /** The part of the store that is about one chain. */
  public IndexStore(Database database, long chainId) {
    this.database = database;
    this.chainId = chainId;
    trades = new TradeStore(database, chainId);
  }

  /** Everything that is stored. */
  Contents load() {
    return database.inTransaction(
        db -> {
          db.createUpdate(
                  """
                  INSERT INTO followed_chain (chain_id) VALUES (:chain)
                  ON CONFLICT ON CONSTRAINT followed_chain_pk DO NOTHING
                  """)
              .addParam("chain", chainId)
              .execute();
          // Held until all is read, so that it is the work of whole changes.
          version =
              db.createGet("SELECT version FROM followed_chain WHERE chain_id = :chain FOR SHARE")
                  .addParam("chain", chainId)
                  .execute()
                  .map(row -> Rows.number(row, "version"))
                  .orElseThrow();
          var tokens = tokens(db);
          return db.createGet(
                  """
                  SELECT generation, confirmed_at, finalized_number, finalized_hash, finalized_time
                  FROM followed_chain WHERE chain_id = :chain
                  """)
              .addParam("chain", chainId)
              .execute()
              .map(
                  row ->
                      new Contents(
                          Rows.uuid(row, "generation"),
                          Rows.optionalInstant(row, "confirmed_at"),
                          Rows.optionalText(row, "finalized_hash")
                              .map(
                                  hash ->
                                      new BlockRef(
                                          Rows.number(row, "finalized_number"),
                                          hash,
                                          Rows.instant(row, "finalized_time"))),
                          tokens,
                          balances(db),
                          blocks(db, tokens)))
              .orElseThrow();
        });
  }

  private List<Token> tokens(DbExecute db) {
    return db.createQuery(
            """
            SELECT address, service_id, access_threshold, name_hex, block_number
            FROM token WHERE chain_id = :chain ORDER BY block_number, address
            """)
        .addParam("chain", chainId)
        .execute()
        .map(
            row ->
                new Token(
                    new Account(Rows.text(row, "address")),
                    Rows.uuid(row, "service_id"),
                    Rows.integer(row, "access_threshold"),
                    new TokenName(Rows.text(row, "name_hex")),
                    Rows.number(row, "block_number")))
        .toList();
  }

  /** Row by row into packed tables: there may be a million. */
  private Map<Account, Balances> balances(DbExecute db) {
    Map<Account, Balances> balances = new HashMap<>();
    db.createQuery("SELECT token, wallet, amount FROM balance WHERE chain_id = :chain")
        .addParam("chain", chainId)
        .execute()
        .forEach(
            row ->
                balances
                    .computeIfAbsent(new Account(Rows.text(row, "token")), _ -> new Balances())
                    .set(new Account(Rows.text(row, "wallet")), Rows.integer(row, "amount")));
    return balances;
  }

  private List<AppliedBlock> blocks(DbExecute db, List<Token> tokens) {
    Map<Long, List<Token>> created = new HashMap<>();
    tokens.forEach(t -> created.computeIfAbsent(t.blockNumber(), _ -> new ArrayList<>()).add(t));
    Map<Long, List<Move>> moves = new HashMap<>();
    db.createQuery(
            """
            SELECT block_number, log_index, token, sender, recipient, amount
            FROM transfer WHERE chain_id = :chain ORDER BY block_number, log_index
            """)
        .addParam("chain", chainId)
        .execute()
        .forEach(
            row ->
                moves
                    .computeIfAbsent(Rows.number(row, "block_number"), _ -> new ArrayList<>())
                    .add(
                        new Move(
                            Rows.number(row, "log_index"),
                            new Account(Rows.text(row, "token")),
                            new Account(Rows.text(row, "sender")),
                            new Account(Rows.text(row, "recipient")),
                            Rows.integer(row, "amount"))));
    return db.createQuery(
            """
            SELECT number, hash, parent_hash, time FROM block
            WHERE chain_id = :chain ORDER BY number
            """)
        .addParam("chain", chainId)
        .execute()
        .map(
            row -> {
              var number = Rows.number(row, "number");
              return new AppliedBlock(
                  new BlockRef(number, Rows.text(row, "hash"), Rows.instant(row, "time")),
                  Rows.text(row, "parent_hash"),
                  created.getOrDefault(number, List.of()),
                  moves.getOrDefault(number, List.of()),
                  List.of(),
                  Optional.empty());
            })
        .toList();
  }

  /** The factory whose tokens are in the index, if any. */
  public Optional<Account> factory() {
    return database.inTransaction(
        db ->
            db.createGet(
                    """
                    SELECT factory_address FROM followed_chain
                    WHERE chain_id = :chain AND factory_address IS NOT NULL
                    """)
                .addParam("chain", chainId)
                .execute()
                .map(row -> new Account(Rows.text(row, "factory_address"))));
  }

  /**
   * Applies a planned change.
   *
   * @param above blocks with higher numbers are taken back
   * @param confirmed when the newest of its blocks was known to be the chain's newest
   * @throws Overtaken when another process was first
   */
  void apply(long above, Planned planned, Optional<Instant> confirmed) {
    change(
        db -> {
          if (!planned.retracted().isEmpty()) {
            db.dml("DELETE FROM token WHERE chain_id = ? AND block_number > ?", chainId, above);
            deleteBlocks(db, ">", above);
            trades.takeBack(db, above, planned.retracted());
          }
          insertBlocks(db, planned.blocks());
          insertTokens(db, planned.created());
          setBalances(db, planned.balances());
          trades.add(db, planned.trades());
          setFinal(db, planned.finalized(), confirmed);
          deleteBlocks(db, "<", planned.keepFrom());
        });
  }

  /**
   * Applies a planned range of final blocks.
   *
   * @throws Overtaken when another process was first
   */
  void fill(Planned planned) {
    change(
        db -> {
          insertTokens(db, planned.created());
          setBalances(db, planned.balances());
          trades.add(db, planned.trades());
          setFinal(db, planned.finalized(), Optional.empty());
          deleteBlocks(db, "<", planned.keepFrom());
        });
  }

  /** Changes the index as it was read last, alone. */
  private void change(Consumer<DbExecute> change) {
    database.inTransaction(
        db -> {
          var mine =
              db.dml(
                  "UPDATE followed_chain SET version = version + 1"
                      + " WHERE chain_id = ? AND version = ?",
                  chainId,
                  version);
          if (mine == 0) {
            throw new Overtaken();
          }
          change.accept(db);
          return true;
        });
    version++;
  }

  private void deleteBlocks(DbExecute db, String sign, long number) {
    db.dml("DELETE FROM block WHERE chain_id = ? AND number " + sign + " ?", chainId, number);
    db.dml(
        "DELETE FROM transfer WHERE chain_id = ? AND block_number " + sign + " ?", chainId, number);
  }

  private void insertBlocks(DbExecute db, List<AppliedBlock> blocks) {
    db.createInsert(
            """
            INSERT INTO block (chain_id, number, hash, parent_hash, time)
            SELECT :chain, number, hash, parent_hash, time
            FROM unnest(:numbers, :hashes, :parents, :times)
              AS applied (number, hash, parent_hash, time)
            """)
        .addParam("chain", chainId)
        .addParam("numbers", column(blocks, b -> b.ref().number(), Long[]::new))
        .addParam("hashes", column(blocks, b -> b.ref().hash(), String[]::new))
        .addParam("parents", column(blocks, AppliedBlock::parentHash, String[]::new))
        .addParam("times", Rows.times(blocks.stream().map(b -> b.ref().time())))
        .execute();
    blocks.forEach(block -> insertMoves(db, block));
  }

  private void insertMoves(DbExecute db, AppliedBlock block) {
    for (int from = 0; from < block.moves().size(); from += ROWS) {
      var some = block.moves().subList(from, Math.min(from + ROWS, block.moves().size()));
      db.createUpdate(
              """
              INSERT INTO transfer
                (chain_id, block_number, log_index, token, sender, recipient, amount)
              SELECT :chain, :number, log_index, token, sender, recipient, amount
              FROM unnest(:indices, :tokens, :senders, :recipients, :amounts)
                AS moved (log_index, token, sender, recipient, amount)
              """)
          .addParam("chain", chainId)
          .addParam("number", block.ref().number())
          .addParam("indices", column(some, Move::logIndex, Long[]::new))
          .addParam("tokens", column(some, m -> m.token().hex(), String[]::new))
          .addParam("senders", column(some, m -> m.from().hex(), String[]::new))
          .addParam("recipients", column(some, m -> m.to().hex(), String[]::new))
          .addParam("amounts", amounts(some, m -> m.amount()))
          .execute();
    }
  }

  private void insertTokens(DbExecute db, List<Token> tokens) {
    db.createInsert(
            """
            INSERT INTO token
              (chain_id, address, service_id, access_threshold, name_hex, block_number)
            SELECT :chain, address, service_id, access_threshold, name_hex, block_number
            FROM unnest(:addresses, :services, :thresholds, :names, :numbers)
              AS created (address, service_id, access_threshold, name_hex, block_number)
            """)
        .addParam("chain", chainId)
        .addParam("addresses", column(tokens, t -> t.address().hex(), String[]::new))
        .addParam("services", column(tokens, Token::serviceId, UUID[]::new))
        .addParam("thresholds", amounts(tokens, Token::accessThreshold))
        .addParam("names", column(tokens, t -> t.name().hex(), String[]::new))
        .addParam("numbers", column(tokens, Token::blockNumber, Long[]::new))
        .execute();
  }

  private void setBalances(DbExecute db, List<Holding> holdings) {
    var something = holdings.stream().filter(h -> h.amount().signum() > 0).toList();
    for (int from = 0; from < something.size(); from += ROWS) {
      var some = something.subList(from, Math.min(from + ROWS, something.size()));
      db.createUpdate(
              """
              INSERT INTO balance (chain_id, token, wallet, amount)
              SELECT :chain, token, wallet, amount
              FROM unnest(:tokens, :wallets, :amounts) AS held (token, wallet, amount)
              ON CONFLICT ON CONSTRAINT balance_pk DO UPDATE SET amount = excluded.amount
              """)
          .addParam("chain", chainId)
          .addParam("tokens", column(some, h -> h.token().hex(), String[]::new))
          .addParam("wallets", column(some, h -> h.wallet().hex(), String[]::new))
          .addParam("amounts", amounts(some, h -> h.amount()))
          .execute();
    }
    var nothing = holdings.stream().filter(h -> h.amount().signum() == 0).toList();
    for (int from = 0; from < nothing.size(); from += ROWS) {
      var some = nothing.subList(from, Math.min(from + ROWS, nothing.size()));
      db.createUpdate(
              """
              DELETE FROM balance USING unnest(:tokens, :wallets) AS gone (token, wallet)
              WHERE balance.chain_id = :chain
                AND balance.token = gone.token AND balance.wallet = gone.wallet
              """)
          .addParam("chain", chainId)
          .addParam("tokens", column(some, h -> h.token().hex(), String[]::new))
          .addParam("wallets", column(some, h -> h.wallet().hex(), String[]::new))
          .execute();
    }
  }

  private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }

  private static <R> BigDecimal[] amounts(List<R> rows, Function<R, BigInteger> amount) {
    return column(rows, row -> new BigDecimal(amount.apply(row)), BigDecimal[]::new);
  }

  private void setFinal(DbExecute db, Optional<BlockRef> block, Optional<Instant> confirmed) {
    db.createUpdate(
            """
            UPDATE followed_chain
            SET finalized_number = :number, finalized_hash = :hash, finalized_time = :time,
                confirmed_at = coalesce(:confirmed, confirmed_at)
            WHERE chain_id = :chain
            """)
        .addParam("number", block.map(BlockRef::number))
        .addParam("hash", block.map(BlockRef::hash))
        .addParam("time", block.map(BlockRef::time))
        .addParam("confirmed", confirmed)
        .addParam("chain", chainId)
        .execute();
  }

  /** Forgets the whole index, to be made anew from the tokens of this factory. */
  void startOver(Optional<Account> factory) {
    database.inTransaction(
        db -> {
          for (var table : List.of("balance", "transfer", "trade", "block", "token")) {
            db.dml("DELETE FROM " + table + " WHERE chain_id = ?", chainId);
          }
          db.createUpdate(
                  """
                  UPDATE followed_chain
                  SET factory_address = :factory, generation = gen_random_uuid(),
                      version = version + 1,
                      confirmed_at = NULL,
                      finalized_number = NULL, finalized_hash = NULL, finalized_time = NULL
                  WHERE chain_id = :chain
                  """)
              .addParam("factory", factory.map(Account::hex))
              .addParam("chain", chainId)
              .execute();
          return true;
        });
  }
}
