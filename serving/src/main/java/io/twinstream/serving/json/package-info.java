/** JSON straight from and into bytes, without reflection, boxing or a tree. */
package io.twinstream.serving.json;
