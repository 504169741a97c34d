package factory.pipeline.tool;

/** Why a tool gave nothing. */
enum ToolFault {
  /** It is not here, or its sandbox or its files cannot be made now. */
  UNAVAILABLE,
  /** The service may not use it. */
  NOT_ALLOWED,
  /** Others are being run. */
  BUSY,
  /** Its options, or how many inputs there are. */
  INVALID,
  /** The bytes are not of a type that it takes. */
  WRONG_TYPE,
  /** It was given too much. */
  TOO_LARGE,
  /** It wrote too much. */
  OUTPUT_TOO_LARGE,
  /** It took too long. */
  TOO_SLOW,
  /** It took too much memory. */
  OUT_OF_MEMORY,
  /** It ended and says that it could not do it. */
  FAILED
}
