package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import factory.mesh.Database;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The index of one chain in Postgres. Each method is one transaction. */
public final class IndexStore {
  /** How many blocks can be rolled back; a deeper change of mind makes the index start over. */
  static final int KEPT_BLOCKS = 256;

  private final Database database;
  private final long chainId;

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
          var tokens =
              db.createQuery(
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
          var holdings =
              db.createQuery("SELECT token, wallet, amount FROM balance WHERE chain_id = :chain")
                  .bind("chain", chainId)
                  .map(
                      (row, _) ->
                          new Holding(
                              new Account(row.getString("token")),
                              new Account(row.getString("wallet")),
                              row.getBigDecimal("amount").toBigIntegerExact()))
                  .list();
          return new Contents(factory(db), head(db), tokens, holdings);
        });
  }

  private Optional<Account> factory(Handle db) {
    return db.createQuery(
            """
            SELECT factory_address FROM followed_chain
            WHERE chain_id = :chain AND factory_address IS NOT NULL
            """)
        .bind("chain", chainId)
        .map((row, _) -> new Account(row.getString("factory_address")))
        .findOne();
  }

  private Optional<Head> head(Handle db) {
    return db.createQuery(
            """
            SELECT head_number, head_hash, confirmed_at FROM followed_chain
            WHERE chain_id = :chain AND head_number IS NOT NULL
            """)
        .bind("chain", chainId)
        .map(
            (row, _) ->
                new Head(
                    row.getLong("head_number"),
                    row.getString("head_hash"),
                    row.getObject("confirmed_at", OffsetDateTime.class).toInstant()))
        .findOne();
  }

  /** The factory whose tokens are in the index, if any. */
  public Optional<Account> factory() {
    return database.inTransaction(this::factory);
  }

  /** The last applied blocks, newest first. */
  List<BlockRef> recentBlocks() {
    return database.inTransaction(
        db ->
            db.createQuery(
                    "SELECT number, hash FROM block WHERE chain_id = :chain ORDER BY number DESC")
                .bind("chain", chainId)
                .map((row, _) -> new BlockRef(row.getLong("number"), row.getString("hash")))
                .list());
  }

  /** Applies a range of blocks. */
  void apply(Changes changes, Instant confirmedAt) {
    database.inTransaction(
        db -> {
          insertBlocks(db, changes.blocks());
          insertTokens(db, changes.created());
          insertBefore(db, changes.before());
          setBalances(db, changes.after());
          var last = changes.blocks().getLast();
          setHead(db, last, confirmedAt);
          prune(db, last.number() - KEPT_BLOCKS);
          return true;
        });
  }

  private void insertBlocks(Handle db, List<BlockRef> blocks) {
    var batch = db.prepareBatch("INSERT INTO block (chain_id, number, hash) VALUES (?, ?, ?)");
    blocks.forEach(block -> batch.add(chainId, block.number(), block.hash()));
    batch.execute();
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

  private void insertBefore(Handle db, List<Changes.Before> before) {
    if (before.isEmpty()) {
      return;
    }
    var batch =
        db.prepareBatch(
            """
            INSERT INTO balance_before (chain_id, block_number, token, wallet, amount)
            VALUES (?, ?, ?, ?, ?)
            """);
    for (var change : before) {
      var holding = change.holding();
      batch.add(
          chainId,
          change.blockNumber(),
          holding.token().hex(),
          holding.wallet().hex(),
          new BigDecimal(holding.amount()));
    }
    batch.execute();
  }

  private void setBalances(Handle db, List<Holding> holdings) {
    var something =
        db.prepareBatch(
            """
            INSERT INTO balance (chain_id, token, wallet, amount) VALUES (?, ?, ?, ?)
            ON CONFLICT ON CONSTRAINT balance_pk DO UPDATE SET amount = excluded.amount
            """);
    var nothing =
        db.prepareBatch("DELETE FROM balance WHERE chain_id = ? AND token = ? AND wallet = ?");
    for (var holding : holdings) {
      if (holding.amount().signum() == 0) {
        nothing.add(chainId, holding.token().hex(), holding.wallet().hex());
      } else {
        something.add(
            chainId,
            holding.token().hex(),
            holding.wallet().hex(),
            new BigDecimal(holding.amount()));
      }
    }
    if (something.size() > 0) {
      something.execute();
    }
    if (nothing.size() > 0) {
      nothing.execute();
    }
  }

  private void setHead(Handle db, BlockRef head, Instant confirmedAt) {
    db.createUpdate(
            """
            UPDATE followed_chain
            SET head_number = :number, head_hash = :hash, confirmed_at = :confirmed
            WHERE chain_id = :chain
            """)
        .bind("number", head.number())
        .bind("hash", head.hash())
        .bind("confirmed", OffsetDateTime.ofInstant(confirmedAt, ZoneOffset.UTC))
        .bind("chain", chainId)
        .execute();
  }

  private void prune(Handle db, long upTo) {
    for (var sql :
        List.of(
            "DELETE FROM block WHERE chain_id = ? AND number <= ?",
            "DELETE FROM balance_before WHERE chain_id = ? AND block_number <= ?")) {
      db.execute(sql, chainId, upTo);
    }
  }

  /** Takes back every block above this one, which is among {@link #recentBlocks}. */
  void rollBackTo(BlockRef ancestor, Instant confirmedAt) {
    database.inTransaction(
        db -> {
          var before =
              db.createQuery(
                      """
                      SELECT DISTINCT ON (token, wallet) token, wallet, amount
                      FROM balance_before
                      WHERE chain_id = :chain AND block_number > :ancestor
                      ORDER BY token, wallet, block_number
                      """)
                  .bind("chain", chainId)
                  .bind("ancestor", ancestor.number())
                  .map(
                      (row, _) ->
                          new Holding(
                              new Account(row.getString("token")),
                              new Account(row.getString("wallet")),
                              row.getBigDecimal("amount").toBigIntegerExact()))
                  .list();
          setBalances(db, before);
          for (var sql :
              List.of(
                  "DELETE FROM token WHERE chain_id = ? AND block_number > ?",
                  "DELETE FROM block WHERE chain_id = ? AND number > ?",
                  "DELETE FROM balance_before WHERE chain_id = ? AND block_number > ?")) {
            db.execute(sql, chainId, ancestor.number());
          }
          setHead(db, ancestor, confirmedAt);
          return true;
        });
  }

  /** Forgets the whole index, to be made anew from the tokens of this factory. */
  void startOver(Optional<Account> factory) {
    database.inTransaction(
        db -> {
          for (var table : List.of("balance", "balance_before", "block", "token")) {
            db.execute("DELETE FROM " + table + " WHERE chain_id = ?", chainId);
          }
          db.createUpdate(
                  """
                  UPDATE followed_chain
                  SET factory_address = :factory,
                      head_number = NULL, head_hash = NULL, confirmed_at = NULL
                  WHERE chain_id = :chain
                  """)
              .bind("factory", factory.map(Account::hex).orElse(null))
              .bind("chain", chainId)
              .execute();
          return true;
        });
  }
}
