/** The demo: the whole stack under generated traffic, observed and then checked. */
package io.twinstream.cli.demo;
