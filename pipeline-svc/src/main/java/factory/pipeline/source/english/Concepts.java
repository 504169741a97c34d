package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.template.Template;
import factory.pipeline.template.Templates;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Services that have a name of their own, such as a guest book: a template says what they are. A
 * sentence is one of them when all of its words are about what the template does.
 */
final class Concepts {
  /** Say nothing by themselves. */
  private static final Set<String> QUIET =
      words(
          "a an the i we you me us my our your their his her its it they them this that these those which who what where when"
              + " and or of for to in on at by with from as is are be can could may should must will would want need like"
              + " please build make create provide develop design give let allow offer set up run simple small tiny basic"
              + " little nice api rest restful service microservice app application system tool website platform server"
              + " backend web software endpoint user users people person somebody someone everybody everyone anybody anyone"
              + " visitor visitors customer customers guest guests each every all some any new online easy able then also so"
              + " was were been there have has manage managing management track tracking list see view show get use lets do");

  /** Take away from what is said, bound it, or ask for more than a word says. */
  private static final Pattern NARROWS =
      Pattern.compile(
          "\\b(?:only|not|no|never|nobody|none|without|cannot|must|except|unless|until|private|secret|hidden|most|least|max|maximum|minimum|limit|admins?|sorted|order|has|have|had|contains?|consists?|if|but|than|before|after|notify|email|e-mail|sms|pay|payment)\\b|\\d");

  private static final List<Concept> ALL =
      List.of(
          concept(
              "short-links",
              "(?:url|link)s? ?-?shorten(?:er|ers|ing)|short(?:ened|en|ens)? (?:links?|urls?)",
              "url link shortener shorten shortening short shortened long address code time click clicked open opened visit visited follow followed count how many number"),
          concept("polls", "polls?", "poll question option vote voting result choice ask answer"),
          concept(
              "guest-book",
              "guest ?books?",
              "guestbook book guest leave message write sign read star entry comment name"),
          concept(
              "leaderboard",
              "leader ?boards?|high ?-?scores?(?: list| table)?",
              "leaderboard high score highscore table game submit top best player send ranking rank leader board"),
          concept(
              "pastebin",
              "paste ?bins?",
              "pastebin bin paste text snippet share code expire expiry expiration time"),
          concept(
              "key-value",
              "key[- ]?value(?: store)?",
              "key value store key-value storage pair ttl expire expiry expiration time under json data put any"),
          concept(
              "feature-flags",
              "feature (?:flags?|toggles?)",
              "feature flag toggle switch on off name turn read"),
          concept(
              "vouchers",
              "(?:gift )?vouchers?|gift (?:cards?|codes?)",
              "gift voucher card code redeem redeemed issue amount value shop store"),
          concept(
              "auctions",
              "auctions?(?: house| site)?",
              "auction house bid bidding lot offer thing item seller sell highest higher end"),
          concept(
              "expenses",
              "expenses? (?:tracker|tracking|manager|log|app|diary)|track(?:ing)? (?:my )?expenses",
              "expense tracker log diary spend spent spending"),
          concept(
              "time-tracking",
              "time[- ]?track(?:ing|er)|time ?sheets?",
              "time tracker timesheet sheet project hour clock start stop minute work worked day"),
          concept(
              "waiting-list",
              "waiting (?:lists?|line)|wait ?lists?",
              "waiting waitlist wait line queue join next call number"),
          concept(
              "unit-conversion",
              "unit conver(?:ter|sion)|convert(?:s|ing)? (?:units?|between)",
              "unit converter conversion convert converting between metric imperial length weight temperature into other measurement"),
          concept(
              "inventory",
              "(?:inventory|stock)(?: management| tracker| keeping| control)?",
              "inventory stock article product good item warehouse shop store level quantity in out movement control keeping tracker come go"),
          concept(
              "help-desk",
              "help ?-?desks?|support (?:desk|tickets?)|ticket(?:ing)? system",
              "help desk support ticket ticketing open close resolve agent answer message conversation issue"),
          concept(
              "feature-requests",
              "feature (?:requests?|voting)|idea board",
              "feature request voting vote idea board suggestion submit"),
          concept(
              "event-tickets",
              "(?:concert|event) tickets?|ticket (?:shop|sales?)",
              "concert event ticket shop sale sell seat buy book"),
          concept(
              "library",
              "(?:book )?lending|lending library",
              "book lending library lend borrow return loan give back copy"),
          concept(
              "invoices",
              "invoic(?:es?|ing)",
              "invoice invoicing line tax number bill billing business"),
          concept(
              "bookings",
              "[a-z]+ (?:bookings?|reservations?|appointments?)|(?:book|reserve) [a-z]+(?: [a-z]+)?|appointments?",
              "meeting conference booking reservation appointment book reserve time slot calendar schedule scheduling"));

  /** Can be booked themselves. */
  private static final Set<String> BOOKED =
      words(
          "room court desk table car bike boat bus studio field pitch hall cabin apartment house flat machine device bench"
              + " projector kayak canoe sauna washer laboratory lab van locker space place kitchen garden tent");

  /** Done by somebody at an agreed time. */
  private static final Set<String> SERVED =
      words(
          "haircut hair hairdresser barber salon massage doctor dentist therapy consultation lesson tattoo nail beauty"
              + " physiotherapy vet appointment tutoring coaching interview");

  private static final Pattern TOP = Pattern.compile("\\btop (\\d{1,3})\\b");

  private record Concept(String template, Pattern name, Set<String> about) {}

  /** With their first use. */
  private static final class Loaded {
    static final Templates TEMPLATES = Templates.load();
  }

  private Concepts() {}

  private static Concept concept(String template, String name, String about) {
    return new Concept(template, Pattern.compile("\\b(?:" + name + ")\\b"), words(about));
  }

  private static Set<String> words(String text) {
    return Set.copyOf(new HashSet<>(Arrays.asList(text.split(" +"))));
  }

  /** The template that a sentence in lower case is about, with its parameters. */
  static Optional<Template.Use> read(String sentence) {
    if (sentence.length() > Sentence.LONGEST_CLAUSE) {
      return Optional.empty();
    }
    var text =
        sentence
            .replaceFirst(" (?:for|of) (?:my|our|a|the) [a-z]+(?: [a-z]+)?$", "")
            .replaceAll("\\btop \\d{1,3}\\b", "top")
            .replaceAll("\\bno double bookings?\\b", "bookings");
    if (NARROWS.matcher(text).find()) {
      return Optional.empty();
    }
    for (var concept : ALL) {
      var found = concept.name().matcher(text);
      if (!found.find()) {
        continue;
      }
      Map<String, String> parameters = new HashMap<>();
      Set<String> more = new HashSet<>();
      if (concept.template().equals("bookings")) {
        var item = item(found.group());
        if (item.isEmpty()) {
          continue;
        }
        more.addAll(List.of(found.group().split(" ")));
        var name = item.get();
        parameters.put("item", name);
        parameters.put("items", Nouns.plural(name));
      }
      if (Arrays.stream(text.split("[^a-z-]+"))
          .filter(word -> !word.isEmpty())
          .allMatch(
              word ->
                  QUIET.contains(word)
                      || more.contains(word)
                      || concept.about().contains(word)
                      || concept.about().contains(Nouns.singular(word)))) {
        return Optional.of(new Template.Use(concept.template(), parameters));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> item(String booking) {
    for (var word : booking.split(" ")) {
      var one = Nouns.singular(word);
      if (BOOKED.contains(one)) {
        return Optional.of(one);
      }
      if (SERVED.contains(one)) {
        return Optional.of("staff_member");
      }
    }
    return Optional.empty();
  }

  /** How many of the best are wanted. */
  static int top(String sentence) {
    var top = TOP.matcher(sentence);
    return top.find() ? Math.max(1, Integer.parseInt(top.group(1))) : 0;
  }

  /** What a template is. */
  static Specification made(Template.Use use) {
    return Specifications.parse(Loaded.TEMPLATES.filled(List.of(use)));
  }
}
