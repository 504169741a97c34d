package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import factory.mesh.Database;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/**
 * The index of one chain in Postgres: balances at the final block, and the last blocks with what
 * each did. Each method is one transaction.
 */
public final class IndexStore {
  /** Rows in one statement at most. */
  private static final int ROWS = 10_000;

  private final Database database;
  private final long chainId;

  /** What was read or written last; what is stored is written only on top of it. */
  private long version;

  /** The part of the store that is about one chain. */
  public IndexStore(Database database, long chainId) {
    this.database = database;
    this.chainId = chainId;
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
              .bind("chain", chainId)
              .execute();
          // Held until all is read, so that it is the work of whole changes.
          version =
              db.createQuery("SELECT version FROM followed_chain WHERE chain_id = :chain FOR SHARE")
                  .bind("chain", chainId)
                  .mapTo(Long.class)
                  .one();
          var tokens = tokens(db);
          return db.createQuery(
                  """
                  SELECT generation, confirmed_at, finalized_number, finalized_hash, finalized_time
                  FROM followed_chain WHERE chain_id = :chain
                  """)
              .bind("chain", chainId)
              .map(
                  (row, _) -> {
                    var confirmed = row.getObject("confirmed_at", OffsetDateTime.class);
                    var hash = row.getString("finalized_hash");
                    return new Contents(
                        row.getObject("generation", UUID.class),
                        Optional.ofNullable(confirmed).map(OffsetDateTime::toInstant),
                        hash == null
                            ? Optional.empty()
                            : Optional.of(
                                new BlockRef(
                                    row.getLong("finalized_number"),
                                    hash,
                                    row.getObject("finalized_time", OffsetDateTime.class)
                                        .toInstant())),
                        tokens,
                        balances(db),
                        blocks(db, tokens));
                  })
              .one();
        });
  }

  private List<Token> tokens(Handle db) {
    return db.createQuery(
            """
            SELECT address, service_id, access_threshold, name_hex, block_number
            FROM token WHERE chain_id = :chain ORDER BY block_number, address
            """)
        .bind("chain", chainId)
        .map(
            (row, _) ->
                new Token(
                    new Account(row.getString("address")),
                    row.getObject("service_id", UUID.class),
                    row.getBigDecimal("access_threshold").toBigIntegerExact(),
                    new TokenName(row.getString("name_hex")),
                    row.getLong("block_number")))
        .list();
  }

  /** Row by row into packed tables: there may be a million. */
  private Map<Account, Balances> balances(Handle db) {
    Map<Account, Balances> balances = new HashMap<>();
    try (var rows =
        db
            .createQuery("SELECT token, wallet, amount FROM balance WHERE chain_id = :chain")
            .bind("chain", chainId)
            .setFetchSize(ROWS)
            .map(
                (row, _) ->
                    new Holding(
                        new Account(row.getString("token")),
                        new Account(row.getString("wallet")),
                        row.getBigDecimal("amount").toBigIntegerExact()))
            .stream()) {
      rows.forEach(
          holding ->
              balances
                  .computeIfAbsent(holding.token(), _ -> new Balances())
                  .set(holding.wallet(), holding.amount()));
    }
    return balances;
  }

  private List<AppliedBlock> blocks(Handle db, List<Token> tokens) {
    Map<Long, List<Token>> created = new HashMap<>();
    tokens.forEach(t -> created.computeIfAbsent(t.blockNumber(), _ -> new ArrayList<>()).add(t));
    Map<Long, List<Move>> moves = new HashMap<>();
    db.createQuery(
            """
            SELECT block_number, log_index, token, sender, recipient, amount
            FROM transfer WHERE chain_id = :chain ORDER BY block_number, log_index
            """)
        .bind("chain", chainId)
        .map(
            (row, _) ->
                moves
                    .computeIfAbsent(row.getLong("block_number"), _ -> new ArrayList<>())
                    .add(
                        new Move(
                            row.getLong("log_index"),
                            new Account(row.getString("token")),
                            new Account(row.getString("sender")),
                            new Account(row.getString("recipient")),
                            row.getBigDecimal("amount").toBigIntegerExact())))
        .list();
    return db.createQuery(
            """
            SELECT number, hash, parent_hash, time FROM block
            WHERE chain_id = :chain ORDER BY number
            """)
        .bind("chain", chainId)
        .map(
            (row, _) -> {
              var number = row.getLong("number");
              return new AppliedBlock(
                  new BlockRef(
                      number,
                      row.getString("hash"),
                      row.getObject("time", OffsetDateTime.class).toInstant()),
                  row.getString("parent_hash"),
                  created.getOrDefault(number, List.of()),
                  moves.getOrDefault(number, List.of()),
                  Optional.empty());
            })
        .list();
  }

  /** The factory whose tokens are in the index, if any. */
  public Optional<Account> factory() {
    return database.inTransaction(
        db ->
            db.createQuery(
                    """
                    SELECT factory_address FROM followed_chain
                    WHERE chain_id = :chain AND factory_address IS NOT NULL
                    """)
                .bind("chain", chainId)
                .map((row, _) -> new Account(row.getString("factory_address")))
                .findOne());
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
            db.execute("DELETE FROM token WHERE chain_id = ? AND block_number > ?", chainId, above);
            deleteBlocks(db, ">", above);
          }
          insertBlocks(db, planned.blocks());
          insertTokens(db, planned.created());
          setBalances(db, planned.balances());
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
          setFinal(db, planned.finalized(), Optional.empty());
          deleteBlocks(db, "<", planned.keepFrom());
        });
  }

  /** Changes the index as it was read last, alone. */
  private void change(Consumer<Handle> change) {
    database.inTransaction(
        db -> {
          var mine =
              db.execute(
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

  private void deleteBlocks(Handle db, String sign, long number) {
    db.execute("DELETE FROM block WHERE chain_id = ? AND number " + sign + " ?", chainId, number);
    db.execute(
        "DELETE FROM transfer WHERE chain_id = ? AND block_number " + sign + " ?", chainId, number);
  }

  private void insertBlocks(Handle db, List<AppliedBlock> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    var batch =
        db.prepareBatch(
            "INSERT INTO block (chain_id, number, hash, parent_hash, time) VALUES (?, ?, ?, ?, ?)");
    for (var block : blocks) {
      var ref = block.ref();
      batch.add(chainId, ref.number(), ref.hash(), block.parentHash(), at(ref.time()));
    }
    batch.execute();
    blocks.forEach(block -> insertMoves(db, block));
  }

  private void insertMoves(Handle db, AppliedBlock block) {
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
          .bind("chain", chainId)
          .bind("number", block.ref().number())
          .bind("indices", array("bigint", some.stream().map(Move::logIndex)))
          .bind("tokens", array("text", some.stream().map(m -> m.token().hex())))
          .bind("senders", array("text", some.stream().map(m -> m.from().hex())))
          .bind("recipients", array("text", some.stream().map(m -> m.to().hex())))
          .bind("amounts", array("numeric", some.stream().map(m -> new BigDecimal(m.amount()))))
          .execute();
    }
  }

  private void insertTokens(Handle db, List<Token> tokens) {
    if (tokens.isEmpty()) {
      return;
    }
    var batch =
        db.prepareBatch(
            """
            INSERT INTO token
              (chain_id, address, service_id, access_threshold, name_hex, block_number)
            VALUES (?, ?, ?, ?, ?, ?)
            """);
    for (var token : tokens) {
      batch.add(
          chainId,
          token.address().hex(),
          token.serviceId(),
          new BigDecimal(token.accessThreshold()),
          token.name().hex(),
          token.blockNumber());
    }
    batch.execute();
  }

  private void setBalances(Handle db, List<Holding> holdings) {
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
          .bind("chain", chainId)
          .bind("tokens", array("text", some.stream().map(h -> h.token().hex())))
          .bind("wallets", array("text", some.stream().map(h -> h.wallet().hex())))
          .bind("amounts", array("numeric", some.stream().map(h -> new BigDecimal(h.amount()))))
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
          .bind("chain", chainId)
          .bind("tokens", array("text", some.stream().map(h -> h.token().hex())))
          .bind("wallets", array("text", some.stream().map(h -> h.wallet().hex())))
          .execute();
    }
  }

  private static Argument array(String type, Stream<?> values) {
    var all = values.toArray();
    return (position, statement, _) ->
        statement.setArray(position, statement.getConnection().createArrayOf(type, all));
  }

  private void setFinal(Handle db, Optional<BlockRef> block, Optional<Instant> confirmed) {
    db.createUpdate(
            """
            UPDATE followed_chain
            SET finalized_number = :number, finalized_hash = :hash, finalized_time = :time,
                confirmed_at = coalesce(:confirmed, confirmed_at)
            WHERE chain_id = :chain
            """)
        .bind("number", block.map(BlockRef::number).orElse(null))
        .bind("hash", block.map(BlockRef::hash).orElse(null))
        .bind("time", block.map(BlockRef::time).map(IndexStore::at).orElse(null))
        .bind("confirmed", confirmed.map(IndexStore::at).orElse(null))
        .bind("chain", chainId)
        .execute();
  }

  private static OffsetDateTime at(Instant time) {
    return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  /** Forgets the whole index, to be made anew from the tokens of this factory. */
  void startOver(Optional<Account> factory) {
    database.inTransaction(
        db -> {
          for (var table : List.of("balance", "transfer", "block", "token")) {
            db.execute("DELETE FROM " + table + " WHERE chain_id = ?", chainId);
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
              .bind("factory", factory.map(Account::hex).orElse(null))
              .bind("chain", chainId)
              .execute();
          return true;
        });
  }
}
