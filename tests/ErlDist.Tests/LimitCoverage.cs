using System.Reflection;

namespace ErlDist.Tests;

/// <summary>Each limit has a test that shows it acting, under its name.</summary>
internal static class LimitCoverage
{
    /// <summary>Fails where a limit of an options object has no test, or where its default is none.</summary>
    /// <param name="limits">The options object.</param>
    /// <param name="tests">The test class: a limit's tests begin with its name.</param>
    /// <param name="elsewhere">Members that are limits objects with test classes of their own.</param>
    public static void Check(Type limits, Type tests, params string[] elsewhere)
    {
        string[] names = [.. tests.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).Select(m => m.Name)];
        object defaults = Activator.CreateInstance(limits)!;
        PropertyInfo[] members = [.. limits.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !elsewhere.Contains(p.Name))];
        Assert.NotEmpty(members);
        Assert.All(members, member =>
        {
            Assert.Contains(names, name => name == member.Name || name.StartsWith(member.Name + "_", StringComparison.Ordinal));
            Assert.True(
                member.GetValue(defaults) is int and > 0 or long and > 0 || member.GetValue(defaults) is TimeSpan time && time > TimeSpan.Zero,
                $"{member.Name} has no default");
        });
    }
}
