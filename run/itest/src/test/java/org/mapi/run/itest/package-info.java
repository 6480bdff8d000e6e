/** Tests of the assembled appliance as a user meets it: by its command line, its page and its load folder. */
package org.mapi.run.itest;
