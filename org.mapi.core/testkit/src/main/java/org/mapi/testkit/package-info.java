/**
 * For the tests of function libraries: {@link org.mapi.testkit.FunctionHarness} runs one function with packets, sources, services
 * and files that the test makes.
 */
@Export
@Version("0.1.0")
package org.mapi.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
