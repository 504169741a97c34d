package factory.pipeline.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What verbs change in a record: a state, which has names of its own, or a counter. */
final class Verbs {
  /** The verbs, the names of the state that they make, and the states that they end. */
  private static final String STATES =
      """
      publish : published public :
      unpublish : unpublished draft : published public
      archive : archived :
      unarchive restore : unarchived active restored : archived deleted
      complete finish done : completed complete done finished :
      uncomplete incomplete undone : incomplete open pending todo : completed complete done finished
      close : closed :
      open reopen : open opened reopened : closed
      activate enable : active activated enabled :
      deactivate disable : inactive deactivated disabled : active activated enabled
      approve : approved :
      reject decline : rejected declined :
      cancel : cancelled canceled :
      verify : verified :
      confirm : confirmed :
      accept : accepted :
      submit : submitted :
      resolve : resolved :
      unresolve : unresolved open : resolved
      lock : locked :
      unlock : unlocked : locked
      pin : pinned :
      unpin : unpinned : pinned
      block : blocked :
      unblock : unblocked active : blocked
      ban : banned :
      unban : unbanned active : banned
      mute : muted :
      unmute : unmuted : muted
      hide : hidden :
      unhide show : visible shown : hidden
      suspend : suspended :
      start begin : started running in_progress ongoing active :
      stop end : stopped ended :
      pause : paused :
      resume : running in_progress active resumed : paused
      ship : shipped :
      deliver : delivered :
      pay : paid :
      refund : refunded :
      check : checked :
      uncheck : unchecked : checked
      read mark_read mark_as_read : read seen :
      unread mark_unread mark_as_unread : unread : read seen
      mark_done mark_as_done mark_complete mark_as_complete mark_completed : completed complete done :
      borrow checkout : borrowed checked_out :
      return give_back : returned : borrowed checked_out lent rented
      rent : rented :
      acknowledge ack : acknowledged :
      dismiss : dismissed :
      escalate : escalated :
      postpone : postponed :
      fulfill fulfil : fulfilled :
      dispatch : dispatched :
      retire : retired :
      freeze : frozen :
      unfreeze : active unfrozen : frozen
      flag : flagged :
      unflag : unflagged : flagged
      feature : featured :
      unfeature : unfeatured : featured
      redeem : redeemed used :
      claim : claimed taken :
      use consume : used consumed :
      check_in checkin : checked_in attended :
      favorite favourite star bookmark follow like : favorite favourite favorited favourited starred bookmarked followed liked :
      unfavorite unfavourite unstar unbookmark unfollow unlike : : favorite favourite favorited favourited starred bookmarked followed liked
      """;

  /** The verbs, what they do to a counter, and what that is called. */
  private static final String COUNTERS =
      """
      like : + : likes like_count likes_count
      unlike : - : likes like_count likes_count
      dislike : + : dislikes dislike_count
      upvote : + : upvotes upvote_count votes vote_count score
      downvote : + : downvotes downvote_count
      downvote : ~ : votes vote_count score
      vote : + : votes vote_count
      clap : + : claps clap_count
      view : + : views view_count
      visit : + : visits visit_count
      hit : + : hits hit_count
      click : + : clicks click_count
      download : + : downloads download_count
      share : + : shares share_count
      play : + : plays play_count
      redeem use consume : + : uses use_count used_count times_used redemptions redemption_count usage_count
      redeem use consume : - : remaining_uses uses_left remaining_redemptions
      buy purchase sell order withdraw take consume dispense reserve : - : stock quantity in_stock available stock_quantity stock_level inventory on_hand available_quantity balance
      restock refill deposit supply replenish : + : stock quantity in_stock available stock_quantity stock_level inventory on_hand available_quantity balance
      increment increase inc : + : *
      decrement decrease dec : - : *
      reset : 0 : *
      """;

  /** What counters are called that verbs name no further. */
  private static final List<String> COUNTED =
      List.of("count", "counter", "value", "total", "clicks", "quantity", "stock", "score");

  /** What each caller does for himself, where it is known who calls. */
  static final Set<String> OF_CALLERS =
      Set.of(
          "like",
          "unlike",
          "dislike",
          "favorite",
          "favourite",
          "unfavorite",
          "unfavourite",
          "star",
          "unstar",
          "bookmark",
          "unbookmark",
          "follow",
          "unfollow",
          "vote",
          "upvote",
          "downvote");

  private static final Map<String, State> STATE_OF = new LinkedHashMap<>();
  private static final Map<String, List<Counter>> COUNTERS_OF = new LinkedHashMap<>();

  static {
    STATES
        .lines()
        .forEach(
            line -> {
              var parts = line.split(" :", -1);
              for (var verb : parts[0].split(" ")) {
                STATE_OF.put(verb, new State(words(parts[1]), words(parts[2])));
              }
            });
    COUNTERS
        .lines()
        .forEach(
            line -> {
              var parts = line.split(" : ");
              for (var verb : parts[0].split(" ")) {
                COUNTERS_OF
                    .computeIfAbsent(verb, _ -> new ArrayList<>())
                    .add(
                        new Counter(
                            parts[1].charAt(0),
                            parts[2].equals("*") ? COUNTED : words(parts[2]),
                            parts[2].equals("*")));
              }
            });
  }

  private Verbs() {}

  /**
   * A state.
   *
   * @param made its names
   * @param ended names of states that are no more
   */
  record State(List<String> made, List<String> ended) {
    /** What ends it. */
    State opposite() {
      return new State(List.of(), made);
    }
  }

  /**
   * A counter.
   *
   * @param change {@code +}, {@code -} (not below zero), {@code ~} (below it as well), {@code 0}
   * @param names what it may be called
   * @param any whether it may be the only number as well
   */
  record Counter(char change, List<String> names, boolean any) {
    /** What takes it back. */
    Optional<Counter> opposite() {
      return change == '+' ? Optional.of(new Counter('-', names, any)) : Optional.empty();
    }
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
  }

  static boolean isVerb(String word) {
    return STATE_OF.containsKey(word) || COUNTERS_OF.containsKey(word) || isToggle(word);
  }

  /** Whether a word turns a state round. */
  static boolean isToggle(String word) {
    return word.equals("toggle") || word.startsWith("toggle_");
  }

  static Optional<State> state(String verb) {
    return Optional.ofNullable(STATE_OF.get(verb));
  }

  static List<Counter> counters(String verb) {
    return COUNTERS_OF.getOrDefault(verb, List.of());
  }
}
