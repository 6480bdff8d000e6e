/**
 * Pages of the Felix Web Console, category MAPI: health, devices, flows and functions. Each page is an empty frame that its
 * script fills from the page's own {@code .json}, once a second; other programs read the same JSON. Forms and charts are further
 * scripts on the same data.
 */
package org.mapi.console.webconsole;
