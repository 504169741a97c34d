package factory.web.service;

import factory.web.page.UsageViews;
import factory.web.page.Views;
import factory.web.work.PlanViews;
import java.util.List;

/** What the page of a service's owner shows. */
public final class OwnerViews {
  private OwnerViews() {}

  /**
   * All of it.
   *
   * @param error what was wrong with the form that was sent; empty when nothing was
   * @param title the service's name
   * @param moreKeys whether there are keys beside these
   */
  public record Page(
      String id,
      RoomViews.Room room,
      String title,
      String slug,
      String error,
      UsageViews.Usage hours,
      UsageViews.Usage days,
      Rules rules,
      List<Wallet> wallets,
      WalletForm form,
      List<Key> keys,
      boolean moreKeys,
      List<Change> changes,
      boolean moreChanges,
      PlanViews.Next next) {}

  /** The rules of access, as their form has them. */
  public record Rules(String threshold, String finality, String callsAtOnce, List<Limit> limits) {}

  /** A row of limits; of empty fields where there is none. */
  public record Limit(String number, String name, String quota, String seconds, String multiple) {}

  /** What is said of a wallet. */
  public record Wallet(
      String address, String block, String until, String limit, Views.Moment changed) {}

  /** The form that says something of a wallet, as it was typed. */
  public record WalletForm(
      String wallet, boolean blocked, String reason, String until, String quota, String seconds) {}

  /** Somebody's key. */
  public record Key(
      String id,
      String hint,
      String wallet,
      String shortWallet,
      Views.Badge badge,
      String times,
      boolean paused) {}

  /** A line of the audit log. */
  public record Change(
      Views.Moment at, String what, String who, String about, String before, String after) {}
}
