package factory.pipeline.reading;

import java.util.regex.Pattern;

/** What is not left out without asking: who may do what, money, sending, and what is secret. */
final class Weighty {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\b(?:pay(?:s|ing|ment|ments)?|paid|charg(?:e|es|ed|ing)|refund\\w*|bill(?:s|ed|ing)?|fees?"
              + "|e-?mails?|mails?|sms|text messages?|notif\\w+|remind\\w*|alert\\w*|send\\w*|sent|push"
              + "|private\\w*|secret\\w*|password\\w*|encrypt\\w*|hidden|hide|confidential"
              + "|only|must not|may not|cannot|can't|never|nobody|no one|allow\\w*|forbid\\w*|permission\\w*"
              + "|admins?|administrators?|owners?|moderators?|log ?in|sign ?in|roles?)\\b",
          Pattern.CASE_INSENSITIVE);

  private Weighty() {}

  static boolean is(String text) {
    return WORDS.matcher(text).find();
  }
}
