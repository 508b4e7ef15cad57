/** The part of the live job that writes states again if the online store has lost them. */
package io.twinstream.pipelines.heal;
