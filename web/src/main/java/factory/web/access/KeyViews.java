package factory.web.access;

import factory.web.page.Views;
import java.util.List;
import java.util.Optional;

/** What is shown of a wallet's keys: finished strings. */
public final class KeyViews {
  private KeyViews() {}

  /**
   * All of a wallet's keys of a service, and the forms that make one.
   *
   * @param refusal why no key can be made here; empty when one can
   * @param fresh the one that was just made, or has a new secret
   */
  public record Keys(
      String serviceId,
      String refusal,
      Optional<AccessViews.Fresh> fresh,
      List<Made> keys,
      Program program,
      Form form) {}

  /**
   * A key.
   *
   * @param text of a publishable one; empty for one of programs
   * @param hint the first characters
   * @param opens what it may be used for
   * @param origins of a publishable one
   * @param rates how often it may call; empty when as often as its wallet
   * @param snippet a page that works with a publishable one
   * @param pause what its button does: pause or resume; empty where only the owner can let it
   * @param edit what can be changed of it, as it is
   */
  public record Made(
      String id,
      String name,
      String text,
      String hint,
      Views.Badge state,
      List<String> opens,
      List<String> origins,
      String rates,
      String times,
      String snippet,
      String pause,
      Program edit) {}

  /**
   * What a person has typed of a key for programs.
   *
   * @param error what was wrong with it; empty when nothing was
   * @param reads whether it may only read
   * @param until its last day, as 2027-01-31; or empty
   * @param calls how many in a window; or empty
   * @param windows to choose from
   */
  public record Program(
      String error,
      String name,
      boolean reads,
      String until,
      String calls,
      List<Views.Choice> windows) {}

  /**
   * What a person has typed of a key for pages.
   *
   * @param error what was wrong with it; empty when nothing was
   * @param operations of the service, to choose from
   * @param others more of them, one a line
   */
  public record Form(
      String error,
      String name,
      String origins,
      List<Choice> operations,
      String others,
      String each,
      String all) {}

  /** An operation. */
  public record Choice(String field, String operation, boolean chosen) {}
}
