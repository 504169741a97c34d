package factory.edge.limits;

import factory.edge.gate.EvmAddress;
import java.util.ArrayList;
import java.util.List;

/** What one wallet has used of one service's limits. Under its own monitor, all of it. */
final class WalletCount {
  final String serviceId;
  final EvmAddress wallet;

  /** Nobody finds it any more: whoever still has it looks again. */
  volatile boolean forgotten;

  /** Whether it waits to be saved. */
  boolean changed;

  // Read by others too, to whom any that it had is as good as the last.
  private volatile Layout layout;

  /** For each name of the layout: when its window ends, and what is used of it. */
  private long[] windows;

  WalletCount(String serviceId, EvmAddress wallet, Layout layout) {
    this.serviceId = serviceId;
    this.wallet = wallet;
    this.layout = layout;
    windows = new long[2 * layout.names().size()];
  }

  /** Which numbers are whose; one object that the wallets of a service share. */
  static final class Layout {
    static final Layout EMPTY = new Layout(List.of(), List.of());

    private final List<Limit> limits;
    private final List<String> names;

    /**
     * @param limits of these names; empty as long as only names are known
     */
    private Layout(List<Limit> limits, List<String> names) {
      this.limits = limits;
      this.names = names;
    }

    static Layout of(List<Limit> limits) {
      return new Layout(limits, limits.stream().map(Limit::name).toList());
    }

    List<Limit> limits() {
      return limits;
    }

    List<String> names() {
      return names;
    }
  }

  /** As it was last counted. */
  Layout layout() {
    return layout;
  }

  /** The limits that have no call left; a window that ends late is cut to its limit's length. */
  List<Standing> exhausted(Layout now, long multiple, long nowMillis) {
    align(now);
    List<Standing> exhausted = List.of();
    for (var i = 0; i < layout.limits().size(); i++) {
      var limit = layout.limits().get(i);
      windows[2 * i] = Math.min(windows[2 * i], nowMillis + limit.window().toMillis());
      if (windows[2 * i] > nowMillis && windows[2 * i + 1] >= limit.quotaAt(multiple)) {
        if (exhausted.isEmpty()) {
          exhausted = new ArrayList<>(Rules.MOST_LIMITS);
        }
        exhausted.add(standing(limit, i, multiple, nowMillis));
      }
    }
    return exhausted;
  }

  /** Counts a call in every window, after none was {@link #exhausted}. */
  List<Standing> add(long multiple, long nowMillis) {
    List<Standing> standings = new ArrayList<>(layout.limits().size());
    for (var i = 0; i < layout.limits().size(); i++) {
      var limit = layout.limits().get(i);
      if (windows[2 * i] <= nowMillis) {
        windows[2 * i] = nowMillis + limit.window().toMillis();
        windows[2 * i + 1] = 0;
      }
      windows[2 * i + 1]++;
      standings.add(standing(limit, i, multiple, nowMillis));
    }
    return standings;
  }

  /** Takes a call out of the windows in which it was counted; whether any is still open. */
  boolean subtract(List<Standing> counted) {
    var any = false;
    for (var standing : counted) {
      var i = layout.names().indexOf(standing.name());
      if (i >= 0 && windows[2 * i] == standing.endsAtMillis() && windows[2 * i + 1] > 0) {
        windows[2 * i + 1]--;
        any = true;
      }
    }
    return any;
  }

  List<Standing> standings(List<Limit> limits, long multiple, long nowMillis) {
    return limits.stream()
        .map(l -> standing(l, layout.names().indexOf(l.name()), multiple, nowMillis))
        .toList();
  }

  private Standing standing(Limit limit, int i, long multiple, long nowMillis) {
    var quota = limit.quotaAt(multiple);
    if (i < 0 || windows[2 * i] <= nowMillis) {
      return new Standing(limit.name(), quota, quota, 0, 0);
    }
    var end = Math.min(windows[2 * i], nowMillis + limit.window().toMillis());
    // Who sold since may have used more than is theirs now.
    var remaining = Math.max(0, quota - windows[2 * i + 1]);
    return new Standing(limit.name(), quota, remaining, end, end - nowMillis);
  }

  /** When rules change, a limit goes on under its name. */
  private void align(Layout to) {
    if (layout != to) {
      var moved = new long[2 * to.names().size()];
      for (var i = 0; i < to.names().size(); i++) {
        var from = layout.names().indexOf(to.names().get(i));
        if (from >= 0) {
          moved[2 * i] = windows[2 * from];
          moved[2 * i + 1] = windows[2 * from + 1];
        }
      }
      layout = to;
      windows = moved;
    }
  }

  /** Sets one limit's numbers; the layout that it and its service have then. */
  Layout restore(Use use, Layout ofService) {
    if (!layout.names().contains(use.name())) {
      var names = new ArrayList<>(layout.names());
      names.add(use.name());
      align(
          ofService.names().equals(names) ? ofService : new Layout(List.of(), List.copyOf(names)));
    }
    var i = layout.names().indexOf(use.name());
    windows[2 * i] = use.endsAtMillis();
    windows[2 * i + 1] = use.used();
    return layout.names().size() > ofService.names().size() ? layout : ofService;
  }

  boolean hasEnded(long nowMillis) {
    for (var i = 0; i < windows.length; i += 2) {
      if (windows[i] > nowMillis) {
        return false;
      }
    }
    return true;
  }

  void uses(List<Use> into) {
    for (var i = 0; i < layout.names().size(); i++) {
      if (windows[2 * i] > 0) {
        into.add(
            new Use(serviceId, wallet, layout.names().get(i), windows[2 * i], windows[2 * i + 1]));
      }
    }
  }
}
