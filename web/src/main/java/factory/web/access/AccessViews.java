package factory.web.access;

import factory.web.page.UsageViews;
import factory.web.service.RoomViews;
import java.util.List;
import java.util.Optional;

/** What the page of access shows: finished strings. */
public final class AccessViews {
  private AccessViews() {}

  /** What may change while the page is open. */
  public record Access(
      RoomViews.Room room, String poll, May may, List<Step> steps, List<Left> left) {}

  /** Whether the visitor may call, as the gate says it. */
  public sealed interface May {
    /** In a few words. */
    String title();

    /** What holds, and for how long; or what keeps the visitor out. */
    String words();

    /** Yes. */
    record Yes(String title, String words) implements May {}

    /** Not now, or not yet. */
    record No(String title, String words) implements May {}

    /** Nobody knows who asks, or the gate does not say. */
    record Unknown(String title, String words) implements May {}
  }

  /** How far a step is. */
  public enum Progress {
    DONE,
    NOW,
    LATER
  }

  /**
   * A step on the way in.
   *
   * @param url where it is done; empty when that is said in words
   */
  public record Step(String title, String words, String action, String url, Progress progress) {}

  /** How many calls are left. */
  public record Left(
      String id, String label, String words, long quota, long remaining, String anew) {}

  /**
   * All of the page.
   *
   * @param call the first call, in each language
   * @param note what it needs
   * @param usage the visitor's own calls by day; empty for who has not signed in
   */
  public record Page(
      Access access,
      List<RoomViews.Snippet> call,
      String note,
      Optional<UsageViews.Usage> usage,
      KeyViews.Keys keys) {}

  /** A key that was just made, whose secret is told this once. */
  public record Fresh(String name, String secret, Optional<String> until) {}
}
