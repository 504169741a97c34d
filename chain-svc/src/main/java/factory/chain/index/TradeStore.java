package factory.chain.index;

import factory.chain.evm.Account;
import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The trades of one chain's tokens in Postgres: the newest of each token. Written with the rest of
 * the index, in its transactions, so that both are of the same blocks.
 */
public final class TradeStore {
  /** What is kept of a token. */
  public static final int MOST = 10_000;

  /** Rows in one statement at most. */
  private static final int ROWS = 10_000;

  private final Database database;
  private final long chainId;

  /** The part of the store that is about one chain. */
  public TradeStore(Database database, long chainId) {
    this.database = database;
    this.chainId = chainId;
  }

  /**
   * Trades, and from where on there is no other.
   *
   * @param trades newest first
   * @param completeFrom the first block of which, and of all later ones, every trade is kept
   */
  public record Page(List<Trade> trades, long completeFrom) {}

  /** The trades of a token, newest first, from behind a place on. */
  public Page page(Account token, Optional<Trade.Spot> after, int size) {
    return database.inTransaction(
        db -> {
          var from =
              db.createGet(
                      "SELECT trades_from FROM token WHERE chain_id = :chain AND address = :token")
                  .addParam("chain", chainId)
                  .addParam("token", token.hex())
                  .execute()
                  .map(row -> Rows.number(row, "trades_from"))
                  .orElse(0L);
          return new Page(trades(db, token, after, size), from);
        });
  }

  private List<Trade> trades(DbExecute db, Account token, Optional<Trade.Spot> after, int size) {
    return db.createQuery(
            """
            SELECT block_number, log_index, time, side, wallet, recipient, tokens, wei,
              transaction_hash
            FROM trade
            WHERE chain_id = :chain AND token = :token
              AND (block_number, log_index) < (:number, :index)
            ORDER BY block_number DESC, log_index DESC
            LIMIT :size
            """)
        .addParam("chain", chainId)
        .addParam("token", token.hex())
        .addParam("number", after.map(Trade.Spot::blockNumber).orElse(Long.MAX_VALUE))
        .addParam("index", after.map(Trade.Spot::logIndex).orElse(Long.MAX_VALUE))
        .addParam("size", size)
        .execute()
        .map(
            row ->
                new Trade(
                    new Trade.Spot(Rows.number(row, "block_number"), Rows.number(row, "log_index")),
                    Rows.optionalInstant(row, "time"),
                    token,
                    Trade.Side.valueOf(Rows.text(row, "side").toUpperCase(Locale.ROOT)),
                    new Account(Rows.text(row, "wallet")),
                    new Account(Rows.text(row, "recipient")),
                    Rows.integer(row, "tokens"),
                    Rows.integer(row, "wei"),
                    Rows.text(row, "transaction_hash")))
        .toList();
  }

  /** What blocks above this one told is no longer so. */
  void takeBack(DbExecute db, long above, List<AppliedBlock> retracted) {
    var tokens =
        retracted.stream()
            .flatMap(block -> block.moves().stream())
            .map(move -> move.token().hex())
            .distinct()
            .toArray(String[]::new);
    db.createUpdate(
            """
            DELETE FROM trade
            WHERE chain_id = :chain AND token = ANY(:tokens) AND block_number > :above
            """)
        .addParam("chain", chainId)
        .addParam("tokens", tokens)
        .addParam("above", above)
        .execute();
  }

  /** What new blocks told; the oldest of what is too many is forgotten. */
  void add(DbExecute db, List<Trade> trades) {
    if (trades.isEmpty()) {
      return;
    }
    for (int from = 0; from < trades.size(); from += ROWS) {
      insert(db, trades.subList(from, Math.min(from + ROWS, trades.size())));
    }
    forget(db, trades.stream().map(trade -> trade.token().hex()).distinct().toArray(String[]::new));
  }

  private void insert(DbExecute db, List<Trade> trades) {
    db.createUpdate(
            """
            INSERT INTO trade
              (chain_id, token, block_number, log_index, time, side, wallet, recipient, tokens,
               wei, transaction_hash)
            SELECT :chain, token, block_number, log_index, time, side, wallet, recipient, tokens,
              wei, transaction_hash
            FROM unnest(:addresses, :numbers, :indices, :times, :sides, :wallets, :recipients,
                :tokens, :weis, :hashes)
              AS traded (token, block_number, log_index, time, side, wallet, recipient, tokens,
                wei, transaction_hash)
            """)
        .addParam("chain", chainId)
        .addParam("addresses", texts(trades, trade -> trade.token().hex()))
        .addParam("numbers", trades.stream().map(t -> t.place().blockNumber()).toArray(Long[]::new))
        .addParam("indices", trades.stream().map(t -> t.place().logIndex()).toArray(Long[]::new))
        .addParam(
            "times",
            trades.stream()
                .map(trade -> trade.time().map(Timestamp::from).orElse(null))
                .toArray(Timestamp[]::new))
        .addParam("sides", texts(trades, trade -> trade.side().name().toLowerCase(Locale.ROOT)))
        .addParam("wallets", texts(trades, trade -> trade.wallet().hex()))
        .addParam("recipients", texts(trades, trade -> trade.recipient().hex()))
        .addParam("tokens", amounts(trades, Trade::tokens))
        .addParam("weis", amounts(trades, Trade::wei))
        .addParam("hashes", texts(trades, Trade::transaction))
        .execute();
  }

  private static String[] texts(List<Trade> trades, Function<Trade, String> column) {
    return trades.stream().map(column).toArray(String[]::new);
  }

  private static BigDecimal[] amounts(List<Trade> trades, Function<Trade, BigInteger> column) {
    return trades.stream().map(column).map(BigDecimal::new).toArray(BigDecimal[]::new);
  }

  /** Whole blocks go, so that of those that stay every trade is there. */
  private void forget(DbExecute db, String[] tokens) {
    db.createUpdate(
            """
            WITH full_one AS (
              SELECT address, (
                SELECT block_number FROM trade
                WHERE trade.chain_id = :chain AND trade.token = address
                ORDER BY block_number DESC, log_index DESC
                OFFSET :most LIMIT 1) AS last
              FROM unnest(:tokens) AS traded (address)
            ), noted AS (
              UPDATE token SET trades_from = last + 1 FROM full_one
              WHERE token.chain_id = :chain AND token.address = full_one.address
                AND last IS NOT NULL
            )
            DELETE FROM trade USING full_one
            WHERE trade.chain_id = :chain AND trade.token = full_one.address
              AND trade.block_number <= last
            """)
        .addParam("chain", chainId)
        .addParam("tokens", tokens)
        .addParam("most", MOST)
        .execute();
  }
}
