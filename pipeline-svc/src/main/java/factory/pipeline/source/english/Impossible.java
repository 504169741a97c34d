package factory.pipeline.source.english;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What services cannot do here, whatever is written, and what they can do instead. */
final class Impossible {
  private static final Map<Pattern, String> REASONS = new LinkedHashMap<>();

  static {
    put(
        "\\b(?:sends?|sending|sent|get|gets|receives?|deliver|text|texts|texting|forward)\\b.*\\b(?:e-?mails?|mails?|sms|text messages?|newsletters?|whatsapp|telegram|slack|push|notifications?)\\b"
            + "|\\b(?:e-?mails?|mails?|sms|texts?|whatsapp|telegram|slack|push notifications?|notifications?) (?:is|are|be|get|gets|should be|must be|will be) sent\\b"
            + "|\\b(?:(?:that|which|to|and|will|should|must|it|we|i) (?:e-?mails?|mails?|texts?)|emailing|mailing) (?:me|us|them|him|her|users?|customers?|people|the|every|each|all)\\b"
            + "|\\b(?:notify|notifies|notified|reminds?|reminded|alerts? (?:me|us|them|users?|by)|(?:by|via) (?:e-?mail|sms|mail))\\b"
            + "|\\b(?:e-?mail|sms|push|stock) (?:alerts?|notifications?|reminders?)\\b",
        "No mail, text message or notification can be sent from here. Whoever wants to know can ask the service.");
    put(
        "\\b(?:stripe|paypal|credit cards?|apple pay|google pay|online payments?|take payments?|accept payments?|process payments?|payment (?:processing|gateway|provider))\\b"
            + "|\\bpay(?:s|ing)? (?:by|with) (?:card|paypal)\\b",
        "No payments can be made through a service; it can keep amounts and what was paid.");
    put(
        "\\b(?:live|real-?time|current|up-to-date|today's|latest) (?:weather|prices?|stock prices?|exchange rates?|rates?|news|scores?|traffic|data)\\b"
            + "|\\bweather (?:alerts?|forecasts?|data|service)\\b|\\b(?:exchange rates?|stock prices?|when it rains)\\b"
            + "|\\b(?:predicts?|forecasts?) the weather\\b",
        "Live data needs a source outside, which services here do not have; a service can keep what somebody sends to it.");
    put(
        "\\b(?:scrap(?:e|es|ing)|crawl(?:s|ing)?|(?:fetch|download|import|pull)(?:es|s|ing)? (?:\\w+ ){0,3}from (?:the web|websites?|urls?|google|facebook|twitter|instagram|amazon|youtube|wikipedia|imdb))\\b"
            + "|\\b(?:google|facebook|twitter|instagram|amazon|youtube|github|outlook|spotify) (?:api|calendar|login|account|maps)\\b"
            + "|\\b(?:log ?in|sign ?in|login) (?:with|via|through) (?:google|facebook|github|apple|twitter)\\b"
            + "|\\b(?:posts?|tweets?) (?:it |them )?(?:to|on) (?:facebook|twitter|instagram|linkedin|social media)\\b",
        "Nothing outside can be called from here: no other people's accounts, pages or services.");
    put(
        "\\b(?:sentiment|machine learning|neural|predict(?:s|ing|ion|ions)?|train(?:s|ing)? (?:a |the )?model|gpt|llm|chatbot|ai|artificial intelligence|recommendation engine|speech|face recognition|image recognition|ocr|summari[sz]e|translat(?:e|es|ing|ion|ions))\\b",
        "Nothing can be predicted, learnt, translated or written by a machine here; a service can keep and compute what is exactly said.");
    put(
        "\\b(?:pdfs?|excel|xlsx|qr codes?|bar ?codes?|videos?|thumbnails?|resize images?)\\b",
        "Such files are not made from an idea in words; a specification can name a tool of the platform for them.");
    put(
        "\\b(?:passwords? (?:for|of|and|to log)|with (?:a )?passwords?|log ?in|logs? in|sign ?up|sign ?in|signs? up|oauth|jwt|2fa|two-factor|user accounts?|authentication)\\b",
        "Callers are known by their wallet, which the gate asserts; accounts with passwords of the service's own are not read from words.");
    put(
        "\\b(?:every (?:night|morning|hour|minute|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|cron|scheduled? jobs?|each night|nightly|in the background)\\b",
        "Nothing happens by itself at a time; whoever asks gets what holds at that moment.");
    put(
        "\\b(?:web ?sockets?|webhooks?|live updates?|in real ?time|push updates?|graphql|grpc|soap)\\b",
        "A service answers calls over HTTP; it calls nobody and keeps no connection open.");
  }

  private Impossible() {}

  private static void put(String words, String reason) {
    REASONS.put(Pattern.compile(words), reason);
  }

  /** Why this cannot be, if it cannot; of a sentence in lower case. */
  static Optional<String> reason(String sentence) {
    return REASONS.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(sentence).find())
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
