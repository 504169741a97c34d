package factory.pipeline.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What people call something that each caller does with a record once, for himself.
 *
 * @param done verbs that do it
 * @param undone verbs that take it back
 * @param states what a record is then, for who has done it
 * @param nouns what is kept of it, singular; the first names its kind
 */
record RelationWords(
    List<String> done, List<String> undone, List<String> states, List<String> nouns) {
  private static final List<RelationWords> ALL =
      """
      like : unlike : liked : like
      dislike : undislike : disliked : dislike
      favorite favourite : unfavorite unfavourite : favorited favourited favorite favourite : favorite favourite
      star : unstar : starred : star stargazer
      bookmark : unbookmark : bookmarked : bookmark
      follow : unfollow : following followed : follow follower following
      subscribe : unsubscribe : subscribed : subscription subscriber
      join : leave : joined member : membership member participant
      attend rsvp : unattend : attending attended : attendance attendee
      watch : unwatch : watching watched : watch watcher
      vote upvote : unvote : voted upvoted : vote upvote voter
      endorse : unendorse : endorsed : endorsement
      helpful : unhelpful : helpful : helpful_vote helpful
      """
          .lines()
          .map(RelationWords::of)
          .toList();

  /** What is done to rate something; with a number, and so for nothing that is alone. */
  static final RelationWords RATING = of("rate : unrate : rated : rating rater");

  /** What is done to vote. */
  static final RelationWords VOTE = ofAction("vote").orElseThrow();

  private static RelationWords of(String line) {
    var parts = Arrays.stream(line.split(" : ")).map(part -> List.of(part.split(" "))).toList();
    return new RelationWords(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
  }

  /** What names one, as a kind. */
  String noun() {
    return nouns.getFirst();
  }

  /** The words of which the last part of a path is one: a verb, or what is kept, plural. */
  static Optional<RelationWords> ofAction(String last) {
    return ALL.stream()
        .filter(
            words ->
                words.done.contains(last)
                    || words.undone.contains(last)
                    || words.nouns.stream().anyMatch(noun -> Nouns.plural(noun).equals(last)))
        .findFirst();
  }

  /** The words of a list of what a caller has done it with. */
  static Optional<RelationWords> ofList(String last) {
    return ALL.stream()
        .filter(
            words ->
                words.states.contains(last)
                    || words.nouns.stream()
                        .anyMatch(noun -> Nouns.plural(noun).equals(last) || noun.equals(last)))
        .findFirst();
  }

  boolean isUndone(String verb) {
    return undone.contains(verb);
  }

  /** Whether a member of that name says that whoever calls has done it. */
  boolean isFlag(String name) {
    var bare =
        name.replaceFirst("^(?:is|has|i|have|was|me|my|viewer|viewer_has|user|user_has)_", "")
            .replaceFirst("_by_(?:me|you|user|viewer|current_user|caller)$", "");
    return states.contains(bare)
        || nouns.contains(bare)
        || (!bare.equals(name) && done.contains(bare));
  }

  /** Whether a member of that name says how many have done it. */
  boolean isCount(String name) {
    return nouns.stream()
        .flatMap(
            noun -> {
              var plural = Nouns.plural(noun);
              return Stream.of(
                  plural,
                  noun + "_count",
                  plural + "_count",
                  "count_of_" + plural,
                  "number_of_" + plural,
                  "num_" + plural,
                  "total_" + plural,
                  noun + "s",
                  noun + "s_count");
            })
        .anyMatch(name::equals);
  }

  /** Words that say that somebody is not to do it with himself. */
  static final Set<String> SELF = Set.of("yourself", "themselves", "themself", "oneself", "self");
}
