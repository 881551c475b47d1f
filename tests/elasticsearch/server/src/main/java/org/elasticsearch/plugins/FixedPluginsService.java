package org.elasticsearch.plugins;

import java.util.List;
import lookalike.RootPlugin;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/** The two plugins of this server: the network, and the answer at its root. */
public final class FixedPluginsService extends PluginsService {

    private final List<LoadedPlugin> loaded;

    public FixedPluginsService(Settings settings, PluginsLoader loader) {
        super(settings, null, loader);
        loaded = List.of(load(Netty4Plugin.class, settings), load(RootPlugin.class, settings));
    }

    @Override
    protected List<LoadedPlugin> plugins() {
        // The parent's constructor may ask before there is an answer.
        return loaded == null ? List.of() : loaded;
    }

    private static LoadedPlugin load(Class<? extends Plugin> type, Settings settings) {
        String name = type.getSimpleName();
        PluginDescriptor descriptor = new PluginDescriptor(
            name, name, "1", null, null, type.getName(), null, List.of(),
            false, false, false, false, PluginDescriptor.DeploymentTarget.ALL);
        return new LoadedPlugin(descriptor, loadPlugin(type, settings, null), type.getClassLoader());
    }
}
