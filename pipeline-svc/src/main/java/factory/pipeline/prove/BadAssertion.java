package factory.pipeline.prove;

import java.util.Locale;

/** What somebody has in place of the gate's assertion, and no service may believe. */
public enum BadAssertion {
  /** None at all. */
  MISSING,
  /** One that the gate made an hour ago. */
  EXPIRED,
  /** One that is good for longer than the gate makes any. */
  ENDLESS,
  /** One for another service, signed with this one's key. */
  FOR_ANOTHER_SERVICE,
  /** One that somebody else has signed. */
  FORGED,
  /** One that says it needs no signature. */
  UNSIGNED,
  /** A good one, with another wallet in it. */
  CHANGED;

  /** In lower case, with spaces. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
