; The installer for one person's account: no administrator is needed. make_installers.py compiles it and gives
; VERSION, RELEASE (four numbers), NAME, PUBLISHER, PAYLOAD (the bundle's folder), ICON and OUT.
;
;   setup.exe [/S] [/STARTUP] [/KIOSK] [/D=folder]
;   uninstall.exe [/S] [/REMOVEDATA] [_?=folder]
;
; /S asks nothing. /STARTUP starts the counter at login, /KIOSK adds a shortcut that fills the screen; an update keeps
; what was chosen before. Exit statuses: 0 done, 11 the app is open, 10 taps are still open (only with /REMOVEDATA),
; 2 the outbox cannot be read (the same). With any of these nothing was changed. _?= lets whoever starts the
; uninstaller wait for it and see its status; then uninstall.exe itself stays behind.
;
; Data is never touched by an update, and by an uninstall only on demand: then the app itself removes it, and refuses
; while taps are open. Exit statuses and commands are those of kreward_pos/commands/till_state.py.

Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include Sections.nsh

!define COMMAND "kreward-pos.exe"
!define COUNTER "kreward-pos-counter.exe"
!define IN_USE 11
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define SHORTCUT "$SMPROGRAMS\${NAME}.lnk"
!define KIOSK_SHORTCUT "$SMPROGRAMS\${NAME} (kiosk).lnk"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${RELEASE}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${COUNTER}"
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!define MUI_COMPONENTSPAGE_TEXT_TOP "$(UNINSTALL_TEXT)"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE un.AskAboutOpenTaps
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "TradChinese"

LangString PROGRAM ${LANG_ENGLISH} "${NAME}"
LangString PROGRAM ${LANG_TRADCHINESE} "${NAME}"
LangString STARTUP ${LANG_ENGLISH} "Start at login"
LangString STARTUP ${LANG_TRADCHINESE} "登入時自動啟動"
LangString KIOSK ${LANG_ENGLISH} "Shortcut that fills the screen (kiosk)"
LangString KIOSK ${LANG_TRADCHINESE} "全螢幕模式捷徑（kiosk）"
LangString DATA ${LANG_ENGLISH} "Also remove this till's data and keys"
LangString DATA ${LANG_TRADCHINESE} "同時移除這個收銀台的資料及金鑰"
LangString UNINSTALL_TEXT ${LANG_ENGLISH} \
    "This till's data stays, with taps that are not sent yet, unless you choose to remove it."
LangString UNINSTALL_TEXT ${LANG_TRADCHINESE} "除非你選擇移除，否則這個收銀台的資料（包括未送出的記錄）會保留。"
LangString APP_OPEN ${LANG_ENGLISH} "${NAME} is open. Close it, then press Retry. Nothing has been changed yet."
LangString APP_OPEN ${LANG_TRADCHINESE} "${NAME} 正在執行。請先關閉，然後按「重試」。目前未作任何更改。"
LangString TAPS_OPEN ${LANG_ENGLISH} \
    "Stamps or rewards are not settled with Kreward yet, or nobody can tell. Removed now, they are lost for good.$\n$\nRemove them nevertheless?"
LangString TAPS_OPEN ${LANG_TRADCHINESE} \
    "有印花或獎賞尚未與 Kreward 核實，或無法得知。現在移除便會永久失去。$\n$\n仍然要移除嗎？"
LangString DATA_STAYS ${LANG_ENGLISH} \
    "The data could not be removed, so nothing was. Open ${NAME} to see what is wrong, or uninstall without removing its data."
LangString DATA_STAYS ${LANG_TRADCHINESE} \
    "無法移除資料，因此未作任何更改。請開啟 ${NAME} 查看原因，或在不移除資料的情況下解除安裝。"

Var Status
Var EvenOpen

; Goes on once no program of the app runs: a running one cannot be opened for writing. Silently, it gives up instead.
!macro LeaveWhileOpen un
Function ${un}LeaveWhileOpen
    again:
    Push "$INSTDIR\${COMMAND}"
    Call ${un}TellIfRunning
    Pop $0
    Push "$INSTDIR\${COUNTER}"
    Call ${un}TellIfRunning
    Pop $1
    ${If} $0 == "running"
    ${OrIf} $1 == "running"
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(APP_OPEN)" /SD IDCANCEL IDRETRY again
        SetErrorLevel ${IN_USE}
        Quit
    ${EndIf}
FunctionEnd

; Takes a program's path from the stack and leaves "running" or "" there.
Function ${un}TellIfRunning
    Exch $2
    ${If} ${FileExists} $2
        ClearErrors
        FileOpen $2 $2 a
        ${If} ${Errors}
            StrCpy $2 "running"
        ${Else}
            FileClose $2
            StrCpy $2 ""
        ${EndIf}
    ${Else}
        StrCpy $2 ""
    ${EndIf}
    Exch $2
FunctionEnd
!macroend
!insertmacro LeaveWhileOpen ""
!insertmacro LeaveWhileOpen "un."

Section "!$(PROGRAM)" Program
    SectionIn RO
    Call LeaveWhileOpen
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\_internal"
    File /r "${PAYLOAD}\*"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "${SHORTCUT}" "$INSTDIR\${COUNTER}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${COUNTER}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
    SectionGetSize ${Program} $0
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section /o "$(STARTUP)" Startup
    WriteRegStr HKCU "${RUN_KEY}" "${NAME}" '"$INSTDIR\${COUNTER}"'
SectionEnd

Section /o "$(KIOSK)" Kiosk
    CreateShortcut "${KIOSK_SHORTCUT}" "$INSTDIR\${COUNTER}" "--kiosk"
SectionEnd

; What was chosen before and is not any more.
Section "-Unchosen"
    ${IfNot} ${SectionIsSelected} ${Startup}
        DeleteRegValue HKCU "${RUN_KEY}" "${NAME}"
    ${EndIf}
    ${IfNot} ${SectionIsSelected} ${Kiosk}
        Delete "${KIOSK_SHORTCUT}"
    ${EndIf}
SectionEnd

Function .onInit
    ${GetParameters} $1
    ClearErrors
    ${GetOptions} $1 "/STARTUP" $0
    ${IfNot} ${Errors}
        !insertmacro SelectSection ${Startup}
    ${EndIf}
    ClearErrors
    ${GetOptions} $1 "/KIOSK" $0
    ${IfNot} ${Errors}
        !insertmacro SelectSection ${Kiosk}
    ${EndIf}
    ReadRegStr $0 HKCU "${RUN_KEY}" "${NAME}"
    ${If} $0 != ""
        !insertmacro SelectSection ${Startup}
    ${EndIf}
    ${If} ${FileExists} "${KIOSK_SHORTCUT}"
        !insertmacro SelectSection ${Kiosk}
    ${EndIf}
FunctionEnd

Section /o "un.$(DATA)" UnData
    nsExec::Exec '"$INSTDIR\${COMMAND}" remove-data $EvenOpen'
    Pop $Status
    ${If} $Status != 0
        MessageBox MB_OK|MB_ICONSTOP "$(DATA_STAYS)" /SD IDOK
        Call un.GiveUp
    ${EndIf}
SectionEnd

Section "un.$(PROGRAM)" UnProgram
    SectionIn RO
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\${COMMAND}"
    Delete "$INSTDIR\${COUNTER}"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "${SHORTCUT}"
    Delete "${KIOSK_SHORTCUT}"
    DeleteRegValue HKCU "${RUN_KEY}" "${NAME}"
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd

Function un.onInit
    Call un.LeaveWhileOpen
    ${GetParameters} $1
    ClearErrors
    ${GetOptions} $1 "/REMOVEDATA" $0
    ${IfNot} ${Errors}
        !insertmacro SelectSection ${UnData}
    ${EndIf}
FunctionEnd

; Only a person at the screen may let open taps go.
Function un.AskAboutOpenTaps
    StrCpy $EvenOpen ""
    ${If} ${SectionIsSelected} ${UnData}
        nsExec::Exec '"$INSTDIR\${COMMAND}" outbox state'
        Pop $Status
        ${If} $Status != 0
            MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(TAPS_OPEN)" IDYES remove
            Abort
            remove:
            StrCpy $EvenOpen "--even-open"
        ${EndIf}
    ${EndIf}
FunctionEnd

Function un.GiveUp
    ${If} $Status == "error"
        StrCpy $Status 2
    ${EndIf}
    SetErrorLevel $Status
    Quit
FunctionEnd
