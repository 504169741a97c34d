package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.CanBe;
import factory.pipeline.source.english.Statement.Chain;
import factory.pipeline.source.english.Statement.Figure;
import factory.pipeline.source.english.Statement.Filter;
import factory.pipeline.source.english.Statement.Harmless;
import factory.pipeline.source.english.Statement.Order;
import factory.pipeline.source.english.Statement.Search;
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
                + "(?:filter|find|query|narrow|look up|look for)(?: (?:and|or) (?:filter|find|list|search))? (?:(?:list of |through )?{K1} )?(?:by|on|for) {FS}(?: range)?",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "{K1} (?:can )?be (?:filter|filterable|find|query|narrow)(?: down)? (?:by|on) {FS}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            WANT + "search (?:(?:for|in|through) )?(?:{K1} )?(?:by|in|for|on) {FS}",
            heard -> List.of(new Search(heard.kind("k1"), heard.fields()))),
        Rule.of(
            "{K1} (?:can )?be search(?:able)? (?:by|in|for|on) {FS}",
            heard -> List.of(new Search(heard.kind("k1"), heard.fields()))),
        // A list has one order where nobody asks for another.
        Rule.of(
            "sort (?:{K1} )?(?:by|on) {F1}",
            heard -> List.of(new Order(heard.kind("k1"), List.of(heard.field("f1")), true, false))),
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
            "(?:{K1} )?(?:be |come )?(?:(?:list|sort|show) )?(?:with )?(?:the )?(?<way>newest|latest|most recent|oldest|earliest) (?:one |{K2} )?(?:come |be )?first",
            heard ->
                List.of(
                    new Order(
                        heard.has("k2") ? heard.kind("k2") : heard.kind("k1"),
                        List.of(),
                        true,
                        !heard.at("way").matches("oldest|earliest")))),
        Rule.of(
            WANT + "(?:list|see|get|show) {K1} by {FS}",
            heard -> List.of(new Filter(heard.kind("k1"), heard.fields(), true))),
        Rule.of(
            WANT
                + "(?:list|see|get|show|find) (?:list of )?{K1} (?:of|for|by|in|from|with) (?:one |same )?{F2}",
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
        // A book shows its average stars.
        Rule.of(
            "{K1} (?:must )?(?:show|have|know|tell|display|say) (?:his |the )?"
                + FIGURE
                + " (?:of )?(?:his )?(?<of>@[a-z0-9_]+)(?: (?:of|over|from) (?:his )?{K2})?",
            heard -> figure(heard)),
        Rule.of(
            "(?:"
                + WANT
                + "(?:see|show|get|give|report|want|know|compute|calculate|tell|have) )?(?:\\$i )?(?:report of |overview of |summary of |report with )?"
                + FIGURE
                + " (?:of )?(?:his )?(?:(?<of>[@#][a-z0-9_]+) )?(?:of {K1} )?(?:per|by|for each|group by|in each|of each) "
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
                + "(?:mark|set|flag|tick|check) {K1} (?:off )?(?:as )?(?:be )?(?<word>@?[a-z][a-z0-9_-]*)(?: or not)?",
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
    return List.of(new Chain(heard.kind(heard.has("k2") ? "k2" : "k1"), words));
  }
}
