/**
 * Tests inside the framework: Pax Exam starts the bundles of the assembled appliance in the tests' own process, and each test is
 * itself a bundle among them.
 */
package org.mapi.run.itest.framework;
