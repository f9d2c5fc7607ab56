@echo off
rem The qat command on Windows: builds on first use (delete target\qat.stamp to build again), then runs.
setlocal
set "HOME_DIR=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not exist "%HOME_DIR%target\qat.stamp" (
    echo qat: building, the first time downloads libraries ... 1>&2
    if not exist "%HOME_DIR%target" mkdir "%HOME_DIR%target"
    pushd "%HOME_DIR%"
    call mvn -q -B -DskipTests -Djacoco.skip -Dspotless.check.skip -pl qat-examples -am process-classes
    if errorlevel 1 (
        popd
        echo qat: the build failed 1>&2
        exit /b 1
    )
    popd
    type nul > "%HOME_DIR%target\qat.stamp"
)
rem In the environment: an option of java would have to be quoted.
for /f "usebackq delims=" %%L in ("%HOME_DIR%qat-examples\target\runtime.classpath") do set "LIBRARIES=%%L"
set "CLASSPATH=%HOME_DIR%qat-examples\target\classes;%LIBRARIES%"
"%JAVA%" --add-modules jdk.incubator.vector -DOPT_OUT_TRACKING=true -Dqat.home="%HOME_DIR%." %QAT_JAVA_OPTS% io.github.djlqat.examples.cli.Main %*
exit /b %errorlevel%
