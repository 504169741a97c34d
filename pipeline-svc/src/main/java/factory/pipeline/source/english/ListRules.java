package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.CanBe;
import factory.pipeline.source.english.Statement.Chain;
import factory.pipeline.source.english.Statement.Figure;
import factory.pipeline.source.english.Statement.Filter;
import factory.pipeline.source.english.Statement.Harmless;
import factory.pipeline.source.english.Statement.Order;
import factory.pipeline.source.english.Statement.Search;
import factory.pipeline.source.english.Statement.Sorted;
import factory.pipeline.source.english.Statement.Starts;
import factory.pipeline.source.english.Statement.Table;
import factory.pipeline.spec.AggregateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lists and figures, and the states of records. */
final class ListRules {
  private static final String WANT = "(?:{ANY} )?(?:want to |like to )?(?:can )?";
  private static final String FIGURE =
      "(?<figure>total|sum|total number|number|count|average|mean|highest|maximum|max|lowest|minimum|min|best|largest|smallest)";
  private static final String GROUPS =
      "(?<by>(?:[@#][a-z0-9_]+|month|day|year)(?: (?:, )?(?:per|and|by|,|for each|each)(?: (?:per|by|each))? (?:[@#][a-z0-9_]+|month|day|year))*)";

  private ListRules() {}

  static List<Rule> all() {
    List<Rule> rules = new ArrayList<>(lists());
    rules.addAll(figures());
    rules.addAll(states());
    return rules;
  }

  private static List<Rule> lists() {
    return List.of(
        Rule.of(
            WANT
                + "(?:filter|find|query|narrow|look up|look for|ask for)(?: (?:and|or) (?:filter|find|list|search))? (?:(?:list of |through )?(?:his )?{K1} )?(?:by|on|for|with) {FB}(?: range)?",
            heard ->
                heard.has("k1") && heard.at("k1").substring(1).equals(heard.fields().getFirst())
                    ? List.of()
                    : List.of(new Filter(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "(?:need |have |must )?filter(?: (?:for|by|on))? ?:? ?{FB}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            WANT + "(?:search|find) {FS}",
            heard -> List.of(new Search(heard.kind("k1"), heard.fields()))),
        Rule.of(
            "{K1} (?:can |must )?(?:be )?(?:filter|filterable|find|query|narrow|sortable and filterable)(?: down)? (?:by|on|per|for) {FB}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "{K1} (?:can be|be) list (?:by|per|for) {FB}",
            heard ->
                heard.clause().contains(" can be ") || heard.fields().size() > 1
                    ? List.of(new Filter(heard.kind("k1"), heard.fields(), true))
                    : List.of()),
        Rule.of(
            "{K1} must be list (?:by|per) {FB}",
            heard ->
                heard.fields().size() > 1
                    ? List.of(new Filter(heard.kind("k1"), heard.fields(), true))
                    : List.of()),
        Rule.of(
            WANT + "search (?:(?:for|in|through) )?(?:(?:his )?{K1} )?(?:by|in|for|on) {FB}",
            heard -> List.of(new Search(heard.kind("k1"), heard.fields()))),
        Rule.of(
            "{K1} (?:can |must )?be search(?:able)? (?:by|in|for|on) {FS}",
            heard -> List.of(new Search(heard.kind("k1"), heard.fields()))),
        // A list has one order where nobody asks for another.
        Rule.of(
            "(?:(?:{K1} )?(?:must )?(?:be )?(?:sort (?:{K2} )?(?:by|on)|in sort of)|{K3} (?:must )?be list by) {F1}(?: ,? ?(?:ascending|lowest first|earliest first|soonest first|oldest first|alphabetically|cheapest first))?",
            heard ->
                List.of(
                    new Order(
                        heard.kind(heard.has("k2") ? "k2" : heard.has("k3") ? "k3" : "k1"),
                        List.of(heard.field("f1")),
                        true,
                        false))),
        Rule.of(
            "(?:{K1} )?(?:must |can )?(?:be )?(?:list|sort|show|create|come)?(?: ?by)? ?{F1} ,? ?(?<way>descending|highest first|most first|newest first|latest first|largest first|best first)",
            heard -> order(heard)),
        // Newest date first.
        Rule.of(
            "(?:{K1} |list |it )?(?:must |can )?(?:be |come )?(?:list |sort |show )?(?:with )?(?<way>newest|latest|most recent|highest|most|oldest|earliest|soonest|lowest|fewest) {F1} (?:come |be )?(?:first|on top)",
            heard ->
                List.of(
                    new Order(
                        heard.kind("k1"),
                        List.of(heard.field("f1")),
                        true,
                        heard.at("way").matches("newest|latest|most recent|highest|most")))),
        Rule.of(
            WANT
                + "(?:see |show |list |get )?(?:{K1} )?(?:be )?(?:(?:list|sort|show) )?(?<way>cheapest|most expensive|soonest) (?:one |{K2} )?(?:come |be )?first",
            heard ->
                List.of(new Sorted(heard.kind(heard.has("k2") ? "k2" : "k1"), heard.at("way")))),
        Rule.of(
            WANT + "(?:sort|sort and filter) (?:{K1} )?(?:by|on) {FS}",
            heard -> List.of(new Order(heard.kind("k1"), heard.fields(), false, false))),
        Rule.of(
            WANT + "(?:filter and sort|sort and filter) (?:{K1} )?(?:by|on) {FS}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), true))),
        Rule.of(
            "{K1} (?:can )be (?:sort|sortable) by {FS}",
            heard -> List.of(new Order(heard.kind("k1"), heard.fields(), false, false))),
        Rule.of(
            "{K1} (?:be )?(?:list|sort|show|create) by {F1}(?: ,? ?(?<way>ascending|descending|highest first|lowest first|best first|newest first|oldest first|latest first|earliest first|alphabetically|first))?",
            heard -> order(heard)),
        Rule.of(
            "(?:sort|show|list) {K1} by {F1} ,? ?(?<way>ascending|descending|highest first|lowest first|best first|newest first|oldest first|latest first|earliest first)",
            heard -> order(heard)),
        Rule.of(
            "(?:list |show )?(?:{K1} )?(?:of (?:one |each )?{F2} )?(?:must )?(?:be |come )?(?:(?:list|sort|show) )?(?:with )?(?:the )?(?<way>newest|latest|most recent|oldest|earliest) (?:one |entry |record |item |{K2} )?(?:come |be )?(?:first|on top)",
            heard -> {
              var kind = heard.has("k2") ? heard.kind("k2") : heard.kind("k1");
              List<Statement> all = new ArrayList<>();
              if (heard.has("f2")) {
                all.add(new Filter(kind, List.of(heard.field("f2")), false));
              }
              all.add(
                  heard.at("way").equals("earliest")
                      ? new Sorted(kind, "soonest")
                      : new Order(kind, List.of(), true, !heard.at("way").equals("oldest")));
              return all;
            }),
        Rule.of(
            WANT + "(?:list|see|get|show) {K1} by {FB}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), true))),
        Rule.of(
            "list (?:by|per) {FB}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), true))),
        Rule.of(
            WANT
                + "(?:list|see|get|show|find|ask for) {K1} (?:of|in|with|for|per) (?:one |same |certain |given )?{F2}(?: (?:or|and|,) (?:of )?(?:one |certain )?{F3})",
            heard ->
                List.of(
                    new Filter(
                        heard.kind("k1"), List.of(heard.field("f2"), heard.field("f3")), false))),
        Rule.of(
            WANT + "(?:list|see|get|show) (?:only )?{K1} (?:that|which) (?:be )?{F1}(?: only)?",
            heard -> List.of(new Filter(heard.kind("k1"), List.of(heard.field("f1")), false))),
        Rule.of(
            WANT + "(?:list|see|get|show) one {F1}(?: at time)?",
            heard -> List.of(new Filter(heard.kind("k1"), List.of(heard.field("f1")), false))),
        Rule.of(
            WANT
                + "(?:list|see|get|show|find|ask for) (?:list of )?{K1} (?:of|for|by|in|from|with|per) (?:one |same |certain |given )?{F2}",
            heard -> List.of(new Filter(heard.kind("k1"), List.of(heard.field("f2")), false))),
        Rule.of(
            "(?:{K1} )?(?:list )?(?:be |support |with )?(?:paginate|paginated|pagination|paging|page)(?: support)?",
            _ -> List.of(new Harmless(""))));
  }

  private static List<Statement> order(Rule.Heard heard) throws Misread {
    var way = heard.at("way");
    return List.of(
        new Order(
            heard.kind("k1"),
            List.of(heard.field("f1")),
            true,
            way.matches("descending|highest first|best first|newest first|latest first")));
  }

  private static List<Rule> figures() {
    return List.of(
        // A campaign shows the sum of its pledges.
        Rule.of(
            "{K1} (?:must )?(?:show|have|know|tell|display|say) "
                + "(?<figure>total|sum)(?: (?:amount|value))? of (?:his )?{K2}",
            heard ->
                List.of(
                    new Figure(
                        heard.kind("k1"),
                        AggregateFunction.SUM,
                        "",
                        Optional.of(heard.kind("k2"))))),
        // A book shows its average stars.
        Rule.of(
            "{K1} (?:must )?(?:show|have|know|tell|display|say) (?:his |the )?"
                + FIGURE
                + " (?:of )?(?:his )?(?<of>[@#][a-z0-9_]+)(?: (?:measured|measure|recorded|so far|until now|[a-z]+ed|spent|given|run|ridden))?(?: (?:of|over|from) (?:his )?{K2})?",
            heard -> figure(heard)),
        Rule.of(
            "(?:"
                + WANT
                + "(?:see|show|get|give|know) )?"
                + "(?<figure>highest|maximum|max|lowest|minimum|min|average|mean|total|sum of|sum) (?<of>@[a-z0-9_]+)(?: (?:measured|measure|recorded|so far|until now))? (?:per|of each|for each|in each|on|of|for) {K1}(?: (?:be )?show)?",
            heard -> figure(heard)),
        Rule.of(
            "(?:"
                + WANT
                + ")?(?:see|show|get|know|display) {K1} (?<figure>highest|maximum|max|lowest|minimum|min|average|mean|total) (?<of>@[a-z0-9_]+)",
            heard -> figure(heard)),
        Rule.of(
            "(?:"
                + WANT
                + "(?:see|show|get|know) )?how many {K1} (?:there )?(?:be )?(?:there )?(?:be )?in (?:each )?{F1}",
            heard ->
                List.of(
                    new Table(
                        AggregateFunction.COUNT,
                        "#" + heard.kind("k1"),
                        Optional.empty(),
                        List.of(heard.field("f1"))))),
        Rule.of(
            "(?:report must (?:show|give) )?(?<by>monthly|daily|yearly) "
                + FIGURE
                + " (?:of )?(?<of>[@#][a-z0-9_]+)",
            heard ->
                List.of(
                    new Table(
                        function(heard.at("figure")),
                        heard.at("of"),
                        Optional.empty(),
                        List.of(
                            switch (heard.at("by")) {
                              case "monthly" -> "month";
                              case "daily" -> "day";
                              default -> "year";
                            })))),
        Rule.of(
            "(?:"
                + WANT
                + "(?:see|show|get|give|report|want|know|compute|calculate|tell|have) )?(?:\\$i )?(?:report of |overview of |summary of |report with |report must (?:give|show|have) )?"
                + FIGURE
                + " (?:of )?(?:his )?(?:(?<of>[@#][a-z0-9_]+) (?:value )?)?(?:of {K1} )?(?:per|by|for each|group by|in each|of each) "
                + GROUPS,
            heard -> table(heard)),
        Rule.of(
            WANT
                + "(?:see |show |get |know )?how many (?<of>#[a-z0-9_]+) (?:(?:there )?(?:be|have) )?(?:there )?(?:per|by|for each|in each|of each) "
                + GROUPS,
            heard ->
                List.of(
                    new Table(
                        AggregateFunction.COUNT,
                        heard.at("of"),
                        Optional.empty(),
                        groups(heard)))));
  }

  private static List<Statement> figure(Rule.Heard heard) throws Misread {
    var function = function(heard.at("figure"));
    if (heard.at("of").startsWith("#")) {
      return function == AggregateFunction.COUNT || heard.at("of").equals("#" + heard.kind("k1"))
          ? List.of()
          : List.of(
              new Figure(heard.kind("k1"), function, "", Optional.of(heard.at("of").substring(1))));
    }
    return function == AggregateFunction.COUNT
        ? List.of()
        : List.of(
            new Figure(
                heard.kind("k1"),
                function,
                heard.field("of"),
                heard.has("k2") ? Optional.of(heard.kind("k2")) : Optional.empty()));
  }

  private static List<Statement> table(Rule.Heard heard) throws Misread {
    return List.of(
        new Table(
            function(heard.at("figure")),
            heard.at("of"),
            heard.has("k1") ? Optional.of(heard.kind("k1")) : Optional.empty(),
            groups(heard)));
  }

  private static List<String> groups(Rule.Heard heard) {
    List<String> groups = new ArrayList<>();
    var matcher = Pattern.compile("[@#][a-z0-9_]+|month|day|year").matcher(heard.at("by"));
    while (matcher.find()) {
      groups.add(matcher.group().replaceFirst("^[@#]", ""));
    }
    return groups;
  }

  private static AggregateFunction function(String word) {
    return switch (word) {
      case "average", "mean" -> AggregateFunction.AVERAGE;
      case "highest", "maximum", "max", "best", "largest" -> AggregateFunction.MAX;
      case "lowest", "minimum", "min", "smallest" -> AggregateFunction.MIN;
      case "number", "count", "total number" -> AggregateFunction.COUNT;
      default -> AggregateFunction.SUM;
    };
  }

  private static List<Rule> states() {
    var word = "(?:@)?[a-z][a-z0-9_-]*(?: (?:progress|review|transit|delivery|stock))?";
    return List.of(
        Rule.of(
            "(?:{K1}|@(?:status|state))(?: of {K2})? (?:start|begin) (?:as|at|in|with|out as) (?<word>"
                + word
                + ")",
            heard ->
                List.of(
                    new Starts(
                        heard.kind(heard.has("k2") ? "k2" : "k1"), state(heard.at("word"))))),
        Rule.of(
            "(?:{K1}|@(?:status|state))(?: of {K2})? (?:can )?(?:only )?(?:go|move|change|progress|advance) (?:only )?(?:from )?(?<chain>"
                + word
                + "(?:(?: ,)?(?: and)?(?: then| finally)? (?:to|->|=>) (?:then )?"
                + word
                + ")+)",
            heard -> chain(heard)),
        Rule.of(
            "(?:{K1}|@(?:status|state))(?: of {K2})? ?:? ?(?:be |go )?(?<chain>"
                + word
                + "(?: (?:->|=>) "
                + word
                + ")+)",
            heard -> chain(heard)),
        Rule.of(
            WANT
                + "(?:tick|check|cross) {K1} off(?: (?:when|once|if|as soon as) (?:it be )?(?:done|finished|completed))?",
            heard -> List.of(new CanBe(heard.kind("k1"), "done"))),
        Rule.of(
            WANT
                + "(?:mark|set|flag|tick|check) {K1} (?:off )?(?:as )?(?:be )?(?<word>@?(?!off$)[a-z][a-z0-9_-]*)(?: or not)?",
            heard -> List.of(new CanBe(heard.kind("k1"), state(heard.at("word"))))),
        Rule.of(
            "{K1} can be (?:mark|set|flag) (?:as )?(?<word>@?[a-z][a-z0-9_-]*)(?: or not)?",
            heard -> List.of(new CanBe(heard.kind("k1"), state(heard.at("word"))))));
  }

  private static String state(String word) {
    return word.replaceFirst("^@", "").strip().replace(' ', '_').replace('-', '_');
  }

  private static List<Statement> chain(Rule.Heard heard) throws Misread {
    List<String> words = new ArrayList<>();
    for (var word : heard.at("chain").split(" (?:to|->|=>) ")) {
      words.add(
          state(
              word.replaceAll("(?: ,)?(?: and)?(?: then| finally)?$", "")
                  .replaceFirst("^then ", "")));
    }
    return List.of(Chain.of(heard.kind(heard.has("k2") ? "k2" : "k1"), words));
  }
}
