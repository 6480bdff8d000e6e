/**
 * Gogo commands of scope {@code mapi}: what the appliance has and does, as text for people or as JSON. They use the public
 * {@link org.mapi.Mapi} service only.
 */
package org.mapi.console.shell;
