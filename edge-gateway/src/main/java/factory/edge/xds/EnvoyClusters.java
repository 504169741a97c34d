package factory.edge.xds;

import java.util.Set;

/** The clusters of generated services at every connected Envoy. */
public interface EnvoyClusters {
  /** What was set last. */
  Set<Upstream> clusters();

  /** Makes Envoy have exactly these. Returns at once. */
  void set(Set<Upstream> upstreams);

  /** Whether every connected Envoy has said that it has the cluster; true when none is there. */
  boolean isConfirmed(String cluster);

  /** Runs this, on any thread, after an Envoy confirmed something. */
  void onConfirmed(Runnable listener);
}
