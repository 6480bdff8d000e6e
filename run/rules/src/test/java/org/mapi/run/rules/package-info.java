/** Tests of the whole house: the arrows between its rooms and what it exports. */
package org.mapi.run.rules;
