using ErlDist.Fuzz.Layers;

namespace ErlDist.Fuzz;

/// <summary>All layers.</summary>
internal static class FuzzLayers
{
    public static IEnumerable<IFuzzLayer> All() =>
    [
        new SignalLayer(),
        new StreamLayer(),
        new TermLayer(),
        new HandshakeLayer(initiator: true),
        new HandshakeLayer(initiator: false),
        new EpmdLayer(),
        new TextLayer(),
        new OptionFileLayer(),
        new OrderLayer(),
        new CodecLayer(),
    ];
}
