package factory.chain.holder;

import factory.chain.evm.Account;
import factory.store.Database;
import factory.store.Rows;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads the holders of one chain's tokens from what the index keeps in Postgres. */
public final class HolderStore {
  /** More than anybody can hold. */
  private static final BigDecimal TOP = BigDecimal.TEN.pow(77);

  private final Database database;
  private final long chainId;

  /** The part of the store that is about one chain. */
  public HolderStore(Database database, long chainId) {
    this.database = database;
    this.chainId = chainId;
  }

  /**
   * Who holds a token at the newest block, largest first, then by wallet, from behind a place on.
   * Balances are stored as of the final block: what blocks above it moved is added here.
   */
  public List<Holder> page(Account token, Optional<Holder> after, int size) {
    return database.inTransaction(
        db ->
            db.createQuery(
                    """
                    WITH moved AS (
                      SELECT wallet, sum(change) AS change
                      FROM transfer
                        CROSS JOIN LATERAL (
                          VALUES (recipient, amount), (sender, -amount)) AS side (wallet, change)
                      WHERE chain_id = :chain AND token = :token AND wallet <> :nobody
                        AND block_number > (
                          SELECT coalesce(finalized_number, -1)
                          FROM followed_chain WHERE chain_id = :chain)
                      GROUP BY wallet
                    ), settled AS (
                      SELECT wallet, amount
                      FROM balance
                      WHERE chain_id = :chain AND token = :token
                        AND (amount, wallet) < (:amount, :wallet)
                        AND NOT EXISTS (SELECT FROM moved WHERE moved.wallet = balance.wallet)
                      ORDER BY amount DESC, wallet DESC
                      LIMIT :size
                    ), recent AS (
                      SELECT moved.wallet, coalesce(balance.amount, 0) + change AS amount
                      FROM moved
                        LEFT JOIN balance ON balance.chain_id = :chain
                          AND balance.token = :token AND balance.wallet = moved.wallet
                    )
                    SELECT wallet, amount FROM settled
                    UNION ALL
                    SELECT wallet, amount FROM recent
                    WHERE amount > 0 AND (amount, wallet) < (:amount, :wallet)
                    ORDER BY amount DESC, wallet DESC
                    LIMIT :size
                    """)
                .addParam("chain", chainId)
                .addParam("token", token.hex())
                .addParam("nobody", Account.NOBODY.hex())
                .addParam("amount", after.map(Holder::amount).map(BigDecimal::new).orElse(TOP))
                .addParam("wallet", after.map(holder -> holder.wallet().hex()).orElse(""))
                .addParam("size", size)
                .execute()
                .map(
                    row ->
                        new Holder(
                            new Account(Rows.text(row, "wallet")), Rows.integer(row, "amount")))
                .toList());
  }
}
