/**
 * What the appliance has, in the words and the JSON that everybody gets: {@code run/mapi list}, the Gogo shell and the web
 * console show the same, because all of them show what is made here. The web console's bundle carries a copy of this package, so
 * that neither bundle needs the other.
 */
package org.mapi.console.view;
