/**
 * What becomes of a project when its definitions change, and what no longer fits what there was.
 */
package io.twinstream.features.change;
