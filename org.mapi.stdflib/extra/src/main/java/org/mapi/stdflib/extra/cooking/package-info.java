/** COOKING: TCP streams instead of segments. */
package org.mapi.stdflib.extra.cooking;
