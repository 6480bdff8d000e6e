/**
 * What the author of a function library implements.
 *
 * <p>A function is a class that implements {@link org.mapi.function.Function}, carries the annotation
 * {@link org.mapi.function.FunctionDefinition} and is an OSGi service. Its {@code instantiate} checks arguments and makes a
 * {@link org.mapi.function.FunctionInstance}, which sees the packets. {@link org.mapi.function.ScalarInstance} is the shortest
 * way for functions with one number as result.
 *
 * <p>The interfaces of the original's tutorial and where they went: instance = {@code Function.instantiate} and
 * {@code FunctionInstance.modify}; init, process, reset and cleanup have their names; get result = {@code publish}; client init,
 * client read result and client cleanup = {@code FunctionInstance.openReader} and the {@link org.mapi.function.ResultReader} it
 * returns.
 */
@Export
@Version("0.1.0")
package org.mapi.function;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
