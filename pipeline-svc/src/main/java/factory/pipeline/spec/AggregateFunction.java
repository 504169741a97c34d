package factory.pipeline.spec;

/** A figure over several records. */
public enum AggregateFunction {
  /** How many. */
  COUNT,
  /** How many different values. */
  COUNT_DISTINCT,
  /** The sum; 0 of none. */
  SUM,
  /** The mean, rounded half up to six decimals; null of none. */
  AVERAGE,
  /** The least; null of none. */
  MIN,
  /** The greatest; null of none. */
  MAX,
  /** Whether whoever calls has made one of them; false of none, and for nobody. */
  MINE
}
