/** Bundles that the tests make: other versions of libraries, and libraries that go wrong. */
package org.mapi.run.itest.bundles;
