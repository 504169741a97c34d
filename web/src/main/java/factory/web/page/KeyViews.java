package factory.web.page;

import java.util.List;

/** What the page of keys shows: finished strings. */
public final class KeyViews {
  private KeyViews() {}

  /**
   * The page.
   *
   * @param refusal why no key can be made here; empty when one can
   * @param error what was wrong with the form; empty when nothing was
   */
  public record KeyPage(
      String serviceId, String title, String refusal, String error, List<Made> keys, Form form) {}

  /**
   * A key.
   *
   * @param text of a publishable one; empty for one of programs
   * @param hint the first characters
   * @param opens what it may be used for
   * @param origins of a publishable one
   * @param rates of a publishable one
   * @param snippet a page that works with a publishable one
   */
  public record Made(
      String id,
      String name,
      String text,
      String hint,
      List<String> opens,
      List<String> origins,
      String rates,
      String times,
      String snippet) {}

  /**
   * What a person has typed.
   *
   * @param operations of the service, to choose from
   * @param others more of them, one a line
   */
  public record Form(
      String name,
      String origins,
      List<Choice> operations,
      String others,
      String each,
      String all) {}

  /** An operation. */
  public record Choice(String field, String operation, boolean chosen) {}
}
