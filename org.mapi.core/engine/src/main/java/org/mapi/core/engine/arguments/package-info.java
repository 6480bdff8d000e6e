/**
 * Arguments of functions: from what a caller gives to what a definition declares.
 *
 * <p>{@link org.mapi.core.engine.arguments.ArgumentBinder} checks number, types and ranges and fills in defaults.
 * {@link org.mapi.core.engine.arguments.FunctionText} reads functions as people write them, {@code gap=GAP} or
 * {@code STATS(gap, "1")}; what it reads keeps the mark that it was text, because text may be looser:
 * {@code SAMPLE("20", PERIODIC)} is accepted from the command line, not from a program.
 */
package org.mapi.core.engine.arguments;
