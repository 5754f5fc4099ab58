(** Claim      (1/K) Σ_{k<K} E M_k <= 16F_max(V_0/(αγK) + (73/36)αγL F_max²σ²): no asymptotic error as α -> 0; M and V
               as in residual_convergence
    Source     RF Cor. 1, corrected
    Assumes    all that residual_convergence assumes, without read noise, and along the run |G/√F|²_inf <= L_S²|P|² at P
               (so that G = 0 at P = 0; L_S = 1/τ for the asymmetric linear device), q_s(W) >= q_W > 0 in every entry
               for the response q_s of W towards W*; β = αγ²μR_min/(18F_max²), γ²μ²R_min q_W >= 216F_max²σ²L_S²
    Corrected  residual_exact_convergence; residual_exact_convergence_corrected, one step: E V' <= V -
               (αγR_min/(8F_max))|g|² - (αγ/(8F_max))|g⊙F + |g|⊙G|² - (αγ³μ²R_min/(32F_max))|P-P*|² - (μβ/(8γ)) Σ q_s d²
               + (73/36)α²γ²L F_max²σ²
    Limits     residual_exact_convergence_rests_off_symmetry: where G is not 0 at P = 0, with ε = ±σ the mean of W and P
               rests at P = 0, W symmetric, g = -σG/F, for every α and β
    Fails      residual_exact_convergence_published_fails: the bound of RF Thm 3 without its last term, where G = 0
               at P = 0 and γ⁵ min R(W) >= 1, without noise and however small α is asked to be: D = 1, P on ald τ =
               1, W digital, f = w²/2, γ = 2, W = 0, P = 255/256, α <= 1/64, K about 1/(16α) *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse Run ResidualLearning
  residual_mixed_descent residual_main_descent residual_convergence.
Local Open Scope R_scope.

(** The asymmetric linear device: |G/√F|²_inf <= |P|²/τ². *)
Lemma ald_asymmetry n tau P : asymmetry n (ald tau) P <= (/ tau)^2 * norm_sq n P.
Proof.
  apply largest_le; [apply Rmult_le_pos; [apply pow2_ge_0|apply norm_sq_nonneg]|]. intros i Hi.
  rewrite ald_F, ald_G. replace ((P i / tau)^2 / 1) with ((/ tau)^2 * (P i)^2) by (unfold Rdiv; rewrite Rinv_1; ring).
  apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply (sum_of_term n (fun i => (P i)^2)); [intros; apply pow2_ge_0|easy].
Qed.

Section Exact.
  Variables (n : nat) (L mu : R) (f : vector -> R) (grad : vector -> vector) (Wstar : vector) (f_star : R).
  Variables (A_W A_P : array) (F_max R_min alpha gamma sigma L_S q_W : R).
  Hypotheses (Hn : (0 < n)%nat) (Hmu : 0 < mu <= L) (Hf : quadratic_bound n L f grad).
  Hypothesis Hgrows : forall x, mu^2 * norm_sq n (sub x Wstar) <= norm_sq n (grad x).
  Hypotheses (Halpha : 0 < alpha) (Hgamma : 0 < gamma) (HFmax : 0 < F_max) (HRmin : 0 < R_min) (HqW : 0 < q_W).
  Hypothesis Hrate : 8 * alpha * gamma * L * F_max <= 1.
  Hypothesis Hlarge : 216 * F_max^2 * sigma^2 * L_S^2 <= gamma^2 * mu^2 * R_min * q_W.

  Let beta := alpha * gamma^2 * mu * R_min / (18 * F_max^2).

  (** What is asked of a state (W, P). *)
  Definition exact_admissible (s : vector * vector) : Prop :=
    admissible n A_W A_P F_max R_min s /\ asymmetry n A_P (snd s) <= L_S^2 * norm_sq n (snd s) /\
    forall i, (i < n)%nat -> q_W <= used A_W (fst s) (sub Wstar (fst s)) i.

  Lemma beta_pos : 0 < beta.
  Proof. unfold beta. apply Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; try apply pow_lt; lra. Qed.

  Let V := lyapunov n f f_star (mu / 4) gamma Wstar.

  Section Step.
    Variables (N : nat) (p : vector) (eps : nat -> vector).
    Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps) (Hvariance : variance n N p eps <= sigma^2).
    Variable state : vector * vector.
    Hypothesis Hstate : exact_admissible state.

    Let W := fst state.
    Let P := snd state.
    Let d := sub W Wstar.
    Let e := sub P (scale (/ gamma) (sub Wstar W)).
    Let g := grad (residual_point gamma state).
    Let towards := weighted_sq n (used A_W W (sub Wstar W)) d.

    (** (3/4)αγσ²s <= (αγ³μ²R_min/(32F_max))|e|² + (μβ/(8γ)) Σ q_s d². *)
    Lemma asymmetry_paid :
      3 / 4 * alpha * gamma * sigma^2 * asymmetry n A_P P
      <= alpha * gamma^3 * mu^2 * R_min / (32 * F_max) * norm_sq n e + mu * beta / (8 * gamma) * towards.
    Proof.
      destruct Hstate as [[HW [HFW [_ [_ _]]]] [HS Hq]]. fold P in HS. fold W in HW, HFW, Hq.
      set (x := sigma^2 * L_S^2). assert (Hx : 0 <= x) by (apply Rmult_le_pos; apply pow2_ge_0).
      assert (Hq2 : q_W <= 2 * F_max).
      { destruct (used_bounds n A_W W HW (sub Wstar W) 0%nat Hn). pose proof (steepest_le n A_W W HW 0%nat Hn).
        specialize (Hq 0%nat Hn). specialize (HFW 0%nat Hn). lra. }
      (* |P|² <= 2|e|² + 2|d|²/γ² *)
      assert (HP : norm_sq n P <= 2 * norm_sq n e + 2 * (norm_sq n d / gamma^2)).
      { pose proof (norm_sq_plus_le n e (fun i => - / gamma * d i)) as H. rewrite norm_sq_scal in H.
        rewrite (norm_sq_ext n _ P) in H by (intros; unfold e, d, sub, scale; field; lra).
        replace (norm_sq n d / gamma^2) with ((- / gamma)^2 * norm_sq n d) by (field; lra). exact H. }
      assert (HT : q_W * norm_sq n d <= towards).
      { unfold towards, weighted_sq, norm_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
        apply Rmult_le_compat_r; [apply pow2_ge_0|now apply Hq]. }
      set (E := norm_sq n e) in *. set (D := norm_sq n d) in *.
      assert (HE : 0 <= E) by apply norm_sq_nonneg. assert (HD : 0 <= D) by apply norm_sq_nonneg.
      assert (Hk : 0 < alpha * gamma) by now apply Rmult_lt_0_compat.
      assert (HS' : 3 / 4 * (alpha * gamma) * sigma^2 * asymmetry n A_P P
                    <= 3 / 4 * (alpha * gamma) * (x * (2 * E + 2 * (D / gamma^2)))).
      { rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|]. unfold x. rewrite Rmult_assoc.
        apply Rmult_le_compat_l; [apply pow2_ge_0|].
        eapply Rle_trans; [exact HS|]. apply Rmult_le_compat_l; [apply pow2_ge_0|easy]. }
      set (y := gamma^2 * mu^2 * R_min) in *.
      assert (Hy : 0 < y) by (unfold y; repeat apply Rmult_lt_0_compat; try apply pow_lt; lra).
      assert (Hlarge' : 216 * F_max^2 * x <= y * q_W) by (unfold x; lra).
      assert (H1 : 48 * F_max * x <= y).
      { apply (Rmult_le_reg_r (2 * F_max)); [lra|]. assert (y * q_W <= y * (2 * F_max))
        by (apply Rmult_le_compat_l; lra).
        assert (0 <= F_max^2 * x) by (apply Rmult_le_pos; [apply pow2_ge_0|easy]). lra. }
      assert (H1' : 3 / 2 * (alpha * gamma) * x * E <= alpha * gamma^3 * mu^2 * R_min / (32 * F_max) * E).
      { apply Rmult_le_compat_r; [easy|].
        replace (alpha * gamma^3 * mu^2 * R_min / (32 * F_max)) with (alpha * gamma / (32 * F_max) * y)
          by (unfold y; field; lra).
        replace (3 / 2 * (alpha * gamma) * x) with (alpha * gamma / (32 * F_max) * (48 * F_max * x)) by (field; lra).
        apply Rmult_le_compat_l; [left; apply Rdiv_lt_0_compat; lra|easy]. }
      assert (H2' : 3 / 2 * (alpha * gamma) * x * (D / gamma^2) <= mu * beta / (8 * gamma) * towards).
      { apply (Rle_trans _ (mu * beta / (8 * gamma) * (q_W * D))).
        - replace (mu * beta / (8 * gamma) * (q_W * D)) with (alpha * gamma / (144 * F_max^2) * (y * q_W) *
            (D / gamma^2))
            by (unfold y, beta; field; lra).
          apply Rmult_le_compat_r; [apply Rmult_le_pos; [easy|left; apply Rinv_0_lt_compat; now apply pow_lt]|].
          replace (3 / 2 * (alpha * gamma) * x) with (alpha * gamma / (144 * F_max^2) * (216 * F_max^2 * x))
            by (field; lra).
          apply Rmult_le_compat_l; [|easy]. left. apply Rdiv_lt_0_compat; [easy|].
          pose proof (pow_lt F_max 2 HFmax). lra.
        - apply Rmult_le_compat_l; [|easy]. pose proof beta_pos. left. apply Rdiv_lt_0_compat; [|lra].
          apply Rmult_lt_0_compat; lra. }
      lra.
    Qed.

    Theorem residual_exact_convergence_corrected :
      expected N p (fun j => V (residual_step A_W A_P grad alpha beta gamma (eps j) (fun _ => 0) state))
      <= V state - alpha * gamma * R_min / (8 * F_max) * norm_sq n g
         - alpha * gamma / (8 * F_max) * norm_sq n (gradient_response A_P P g)
         - alpha * gamma^3 * mu^2 * R_min / (32 * F_max) * norm_sq n e - mu * beta / (8 * gamma) * towards
         + 73 / 36 * alpha^2 * gamma^2 * L * F_max^2 * sigma^2.
    Proof.
      pose proof asymmetry_paid as HA.
      pose proof (residual_convergence_corrected n L mu f grad Wstar f_star A_W A_P F_max R_min alpha beta gamma sigma 0
        Hn Hmu Hf Hgrows Halpha beta_pos Hgamma HFmax HRmin Hrate (Rle_refl _) N p eps 1 (fun _ => 1) (fun _ _ => 0)
        Hp Hz Hvariance certain (silence n) (Req_le _ _ (silent_variance n)) state (proj1 Hstate)) as H.
      cbv zeta in H.
      rewrite (expected_ext N p _ (fun j => V (residual_step A_W A_P grad alpha beta gamma (eps j) (fun _ => 0) state)))
          in H
        by (intros; apply expected_certain).
      fold W P d g in H. fold e towards in H. fold V in H.
      replace (alpha * gamma^3 * mu^2 * R_min / (16 * F_max) * norm_sq n e)
        with (2 * (alpha * gamma^3 * mu^2 * R_min / (32 * F_max) * norm_sq n e)) in H by (field; lra).
      replace (mu * beta / (4 * gamma) * towards) with (2 * (mu * beta / (8 * gamma) * towards)) in H by (field; lra).
      lra.
    Qed.
  End Step.

  Variables (N : nat) (p : vector) (eps : vector -> nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : forall x, unbiased n N p (eps x)).
  Hypothesis Hvariance : forall x, variance n N p (eps x) <= sigma^2.
  Hypothesis Hbelow : forall x, f_star <= f x.

  Let next (s : vector * vector) (j : nat) :=
    residual_step A_W A_P grad alpha beta gamma (eps (residual_point gamma s) j) (fun _ => 0) s.
  Let after_step := noise_step (vector * vector) N p next.
  Let leads := noise_leads (vector * vector) N next.
  Let metric := residual_metric n mu grad Wstar A_W A_P F_max R_min alpha beta gamma.

  Theorem residual_exact_convergence K s :
    (0 < K)%nat -> along_run _ leads exact_admissible K s ->
    mean_of K (fun k => expect_after _ after_step metric k s)
    <= 16 * F_max * (V s / (alpha * gamma * INR K) + 73 / 36 * alpha * gamma * L * F_max^2 * sigma^2).
  Proof.
    intros HK Hs. set (a := alpha * gamma / (16 * F_max)). assert (Ha : 0 < a) by (apply Rdiv_lt_0_compat; nra).
    set (c := - (73 / 36 * alpha^2 * gamma^2 * L * F_max^2 * sigma^2)).
    pose proof (noise_step_le _ N p next Hp) as Hle. pose proof (noise_step_affine _ N p next Hp) as Haffine.
    set (mean := expect_after _ after_step) in *.
    pose proof (telescoped _ after_step leads Hle Haffine exact_admissible V (fun s => a * metric s + 0 * metric s + c)
        K s) as HT.
    fold mean in HT. rewrite (sum_of_ext K _ (fun k => a * mean metric k s + 0 * mean metric k s + c)) in HT
      by (intros; now apply (expect_after_affine _ after_step leads)).
    rewrite !sum_of_plus, !sum_of_scal, sum_of_const in HT.
    set (m := sum_of K (fun k => mean metric k s)) in *.
    assert (HV : a * m + 0 * m + INR K * c <= V s).
    { apply HT; [apply (lyapunov_nonneg n L mu f Wstar f_star gamma Hmu Hbelow)| |exact Hs]. clear HT. intros s' Hs'.
      pose proof (residual_exact_convergence_corrected N p (eps (residual_point gamma s')) Hp (Hz _) (Hvariance _) s'
          Hs') as H1.
      destruct Hs' as [[HW [_ [_ [_ _]]]] _]. cbv zeta in H1.
      unfold after_step, noise_step, next, metric, residual_metric, a, c. cbv zeta.
      set (X := expected N p _) in *.
      set (g := norm_sq n (grad (residual_point gamma s'))) in *.
      set (y := norm_sq n (gradient_response A_P (snd s') (grad (residual_point gamma s')))) in *.
      set (e := norm_sq n (sub (snd s') (scale (/ gamma) (sub Wstar (fst s'))))) in *.
      set (t := weighted_sq n (used A_W (fst s') (sub Wstar (fst s'))) (sub (fst s') Wstar)) in *.
      assert (Hg : 0 <= g) by apply norm_sq_nonneg. assert (Hy : 0 <= y) by apply norm_sq_nonneg.
      replace (alpha * gamma / (16 * F_max) * _) with
        (alpha * gamma / (8 * F_max) * y / 2 + alpha * gamma * R_min / (8 * F_max) * g / 2
         + alpha * gamma^3 * mu^2 * R_min / (32 * F_max) * e + mu * beta / (8 * gamma) * t) by (field; lra).
      assert (0 <= alpha * gamma / (8 * F_max) * y).
      { apply Rmult_le_pos; [left; apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|lra]|easy]. }
      assert (0 <= alpha * gamma * R_min / (8 * F_max) * g).
      { apply Rmult_le_pos; [left; apply Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat; easy|lra]|easy]. }
      lra. }
    assert (HKp : 0 < INR K) by now apply lt_0_INR. unfold mean_of. fold m.
    apply (Rmult_le_reg_r (a * INR K)); [nra|].
    replace (m / INR K * (a * INR K)) with (a * m) by (field; lra).
    replace (16 * F_max * (V s / (alpha * gamma * INR K) + 73 / 36 * alpha * gamma * L * F_max^2 * sigma^2) *
        (a * INR K))
      with (V s - INR K * c) by (unfold a, c; field; lra).
    lra.
  Qed.
End Exact.

(** Where G(P) is not 0 at P = 0 an error remains, whatever α and β: with noise ±σ the mean of P and W rests at P = 0 and
    at a symmetric point W of the other device, although the gradient there is g = -σ G/F. *)
Theorem residual_exact_convergence_rests_off_symmetry (up down up' down' : R -> R) (w alpha beta sigma : R) :
  let F := symmetric_part up down 0 in
  let G := asymmetric_part up down 0 in
  let g := - sigma * (G / F) in
  let P' := fun noise => update up down 0 (- alpha * (g + noise)) in
  let W' := fun noise => update up' down' w (beta * P' noise) in
  0 < F -> Rabs G < F -> 0 < sigma -> 0 < alpha -> 0 < beta -> asymmetric_part up' down' w = 0 ->
  (P' sigma + P' (- sigma)) / 2 = 0 /\ (W' sigma + W' (- sigma)) / 2 = w.
Proof.
  intros F G g P' W' HF HG Hs Ha Hb Hsym.
  assert (Hratio : -1 <= G / F <= 1).
  { apply Rlt_le, abs_between in HG. split; apply (Rmult_le_reg_r F); try easy; unfold Rdiv;
      rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Hg : - sigma <= g <= sigma) by (unfold g; nra).
  assert (Hup : P' sigma = - (alpha * sigma * ((F - G) * (F + G) / F))).
  { unfold P', update. fold F G. rewrite Rabs_left1 by nra. unfold g. field. lra. }
  assert (Hdown : P' (- sigma) = alpha * sigma * ((F - G) * (F + G) / F)).
  { unfold P', update. fold F G. rewrite Rabs_pos_eq by nra. unfold g. field. lra. }
  split; [lra|]. unfold W', update. rewrite Hsym, Hup, Hdown. field. lra.
Qed.

(** The run of the counterexample: w digital, P on ald τ = 1, f = w²/2, γ = 2, from w = 0, P = 255/256. *)
Lemma saturated_run (alpha beta : R) (w P : nat -> R) (k : nat) :
  0 < alpha -> 0 <= beta <= alpha -> w 0%nat = 0 -> P 0%nat = 255 / 256 ->
  (forall k, P (S k) = P k - alpha * (w k + 2 * P k) - Rabs (alpha * (w k + 2 * P k)) * P k) ->
  (forall k, w (S k) = w k + beta * P (S k)) -> alpha * INR k <= / 16 ->
  0 <= w k <= beta * INR k /\ 255 / 256 - 6 * (alpha * INR k) <= P k <= 255 / 256 /\
  255 / 128 * (1 - 4 * (alpha * INR k)) <= w k + 2 * P k.
Proof.
  intros Ha Hb Hw0 HP0 HP Hw. induction k as [|k IH]; intros Hk; [rewrite Hw0, HP0; simpl; lra|].
  rewrite S_INR in *. pose proof (pos_INR k) as Hi. assert (Hk' : alpha * INR k <= / 16) by nra.
  destruct (IH Hk') as [H1 [H2 H3]]. clear IH. rewrite Hw, HP. set (g := w k + 2 * P k) in *.
  assert (Hbk : beta * INR k <= / 16) by nra.
  assert (Hz : 0 <= alpha * INR k) by (apply Rmult_le_pos; lra).
  assert (Hg : 0 <= g <= 3) by (unfold g; lra).
  assert (H4 : 0 <= alpha * g <= 3 * alpha) by nra.
  rewrite (Rabs_pos_eq (alpha * g)) by lra.
  assert (HPk : 0 <= P k <= 1) by lra.
  set (step := alpha * g + alpha * g * P k).
  assert (H5 : 0 <= step <= 2 * (alpha * g)) by (unfold step; nra).
  replace (P k - alpha * g - alpha * g * P k) with (P k - step) by (unfold step; ring).
  assert (HP1 : 0 <= P k - step <= 1) by lra.
  assert (H6 : 0 <= beta * (P k - step) <= beta) by nra.
  split; [lra|]. split; [lra|].
  replace (w k + beta * (P k - step) + 2 * (P k - step)) with (g - 2 * step + beta * (P k - step)) by (unfold g; ring).
  assert (H7 : (1 - 4 * alpha) * (255 / 128 * (1 - 4 * (alpha * INR k))) <= (1 - 4 * alpha) * g).
  { apply Rmult_le_compat_l; [|lra]. lra. }
  assert (0 <= alpha * (alpha * INR k)) by (apply Rmult_le_pos; lra). lra.
Qed.

Theorem residual_exact_convergence_published_fails :
  ~ (forall (n : nat) (L mu : R) (f : vector -> R) (grad : vector -> vector) (A_W A_P : array) (F_W F_P F_max gamma : R)
            (Wstar W P : vector),
       (0 < n)%nat -> 0 < mu <= L -> smooth n L f grad -> strongly_convex n mu f grad ->
       (forall i, (i < n)%nat -> grad Wstar i = 0) ->
       is_F_max n A_W F_W -> is_F_max n A_P F_P -> F_max = Rmax F_W F_P -> 0 < gamma ->
       (forall i, (i < n)%nat -> G_of A_P (fun _ => 0) i = 0) ->
       exists alpha_max, 0 < alpha_max /\
       forall (alpha beta R_min R_W : R) (K : nat),
         0 < alpha <= alpha_max -> (0 < K)%nat ->
         let run := quiet_run A_W A_P grad alpha beta gamma (W, P) in
         let g := fun k => grad (residual_point gamma (run k)) in
         (forall k, (k < K)%nat -> in_range n A_W (fst (run k)) /\ in_range n A_P (snd (run k))) ->
         is_least n K (fun k => R_of A_P (snd (run k))) R_min -> 0 < R_min ->
         is_least n K (fun k => R_of A_W (fst (run k))) R_W -> 0 < R_W -> 1 <= gamma^5 * R_W ->
         beta = alpha * mu * (gamma * sqrt gamma) * sqrt R_W * R_min / (16 * sqrt 2 * F_max^3) ->
         let C := 10 * beta * F_max^2 / (alpha * gamma * R_min) in
         mean_of K (fun k => norm_sq n (gradient_response A_P (snd (run k)) (g k)) + norm_sq n (g k) / R_min)
         <= 8 * F_max * (lyapunov n f (f Wstar) C gamma Wstar (W, P) / (alpha * INR K))).
Proof.
  intros H.
  destruct (H 1%nat 1 1 (quadratic 1 0) (quadratic_gradient 1 0) digital (ald 1) 1 1 1 2 (fun _ => 0) (fun _ => 0)
              (fun _ => 255 / 256)) as [alpha_max [Hmax HK]]; try lra.
  { lia. } { apply quadratic_smooth; lra. } { apply quadratic_strongly_convex. }
  { intros. unfold quadratic_gradient. lra. } { apply digital_F_max. lia. } { apply ald_F_max. lia. }
  { rewrite Rmax_left; lra. } { intros. rewrite ald_G. lra. }
  clear H. set (a := Rmin alpha_max (/ 64)).
  assert (Ha : 0 < a <= / 64) by (split; [apply Rmin_pos; lra|apply Rmin_r]).
  assert (Ham : a <= alpha_max) by apply Rmin_l. clearbody a.
  destruct (nfloor_ex (/ (16 * a))) as [K [K1 K2]]; [left; apply Rinv_0_lt_compat; lra|].
  assert (HKhigh : a * INR K <= / 16).
  { apply (Rmult_le_compat_l a) in K1; [|lra]. replace (a * / (16 * a)) with (/ 16) in K1 by (field; lra). lra. }
  assert (HKlow : 3 / 64 <= a * INR K).
  { apply (Rmult_lt_compat_l a) in K2; [|lra]. replace (a * / (16 * a)) with (/ 16) in K2 by (field; lra). lra. }
  assert (HK0 : (0 < K)%nat) by (destruct K; [simpl in HKlow; lra|lia]).
  set (R0 := 511 / 65536). set (b := a * R0 / 8).
  set (run := quiet_run digital (ald 1) (quadratic_gradient 1 0) a b 2 (fun _ => 0, fun _ => 255 / 256)).
  assert (next : forall k, run (S k)
    = residual_step digital (ald 1) (quadratic_gradient 1 0) a b 2 (fun _ => 0) (fun _ => 0) (run k)) by reflexivity.
  set (w k := fst (run k) 0%nat). set (P k := snd (run k) 0%nat).
  assert (Hg : forall k, quadratic_gradient 1 0 (residual_point 2 (run k)) 0%nat = w k + 2 * P k).
  { intros k. unfold quadratic_gradient, residual_point, add, scale, w, P. ring. }
  assert (HP : forall k, P (S k) = P k - a * (w k + 2 * P k) - Rabs (a * (w k + 2 * P k)) * P k).
  { intros k. unfold P at 1. rewrite next. unfold residual_step. cbn [snd]. rewrite ald_step.
    assert (E : scale (- a) (add (quadratic_gradient 1 0 (residual_point 2 (run k))) (fun _ => 0)) 0%nat
                = - (a * (w k + 2 * P k))) by (unfold scale; unfold add at 1; rewrite Hg; ring).
    rewrite E. fold (P k). rewrite Rabs_Ropp. field. }
  assert (Hw : forall k, w (S k) = w k + b * P (S k)).
  { intros k. unfold P, w. rewrite next. unfold residual_step. cbn [fst snd]. rewrite digital_step.
    unfold scale at 1. unfold add at 1. rewrite Rplus_0_r. reflexivity. }
  assert (Hb : 0 <= b <= a) by (unfold b, R0; lra).
  assert (Hrun : forall k, (k < K)%nat -> 0 <= a * INR k <= / 16 /\ 0 <= P k <= 255 / 256 /\
                   255 / 128 * (1 - 4 * (a * INR k)) <= w k + 2 * P k).
  { intros k Hk. assert (Hak : a * INR k <= a * INR K) by (apply Rmult_le_compat_l; [lra|apply le_INR; lia]).
    pose proof (pos_INR k). assert (0 <= a * INR k) by (apply Rmult_le_pos; lra).
    destruct (saturated_run a b w P k (proj1 Ha) Hb eq_refl eq_refl HP Hw ltac:(lra)) as [_ [H2 H3]]. lra. }
  assert (HR : is_least 1 K (fun k => R_of (ald 1) (snd (run k))) R0).
  { split.
    - intros k i Hk Hi. assert (i = 0%nat) by lia. subst i. destruct (Hrun k Hk) as [_ [H2 _]].
      unfold R_of, q_plus, q_minus; cbn. fold (P k). unfold R0. nra.
    - exists 0%nat, 0%nat. split; [easy|]. split; [lia|]. unfold R_of, q_plus, q_minus, R0; cbn. field. }
  assert (HW : is_least 1 K (fun k => R_of digital (fst (run k))) 1).
  { split; [intros; unfold R_of, q_plus, q_minus; cbn; lra|].
    exists 0%nat, 0%nat. split; [easy|]. split; [lia|]. unfold R_of, q_plus, q_minus; cbn. lra. }
  specialize (HK a b R0 1 K (conj (proj1 Ha) Ham) HK0). cbv zeta in HK.
  assert (Hin : forall k, (k < K)%nat -> in_range 1 digital (fst (run k)) /\ in_range 1 (ald 1) (snd (run k))).
  { intros k Hk. split; [apply digital_in_range|]. destruct (Hrun k Hk) as [_ [H2 _]].
    intros i Hi. assert (i = 0%nat) by lia. subst i. unfold q_plus, q_minus; cbn. fold (P k). lra. }
  specialize (HK Hin HR ltac:(unfold R0; lra) HW ltac:(lra) ltac:(lra)).
  specialize (HK ltac:(rewrite sqrt_1; unfold b; field; apply Rgt_not_eq, sqrt_lt_R0; lra)).
  set (c := (255 / 128)^2).
  assert (Hsum : sum_of K (fun k => c / R0 - c / R0 * (8 * a) * INR k)
                 <= sum_of K (fun k => norm_sq 1 (gradient_response (ald 1) (snd (run k))
                                                    (quadratic_gradient 1 0 (residual_point 2 (run k))))
                                       + norm_sq 1 (quadratic_gradient 1 0 (residual_point 2 (run k))) / R0)).
  { apply sum_of_le. intros k Hk. destruct (Hrun k Hk) as [H1 [_ H3]].
    pose proof (norm_sq_nonneg 1 (gradient_response (ald 1) (snd (run k))
                                    (quadratic_gradient 1 0 (residual_point 2 (run k))))) as HY.
    assert (Hn : norm_sq 1 (quadratic_gradient 1 0 (residual_point 2 (run k))) = (w k + 2 * P k)^2).
    { unfold norm_sq. cbn [sum_of]. rewrite Hg. ring. }
    rewrite Hn. set (g := w k + 2 * P k) in *.
    assert (Hsq : (255 / 128 * (1 - 4 * (a * INR k)))^2 <= g^2) by (apply pow_incr; lra).
    assert (0 <= (a * INR k)^2) by apply pow2_ge_0. unfold c, R0. lra. }
  rewrite sum_of_naturals in Hsum. unfold mean_of in HK. set (S_K := sum_of K _) in Hsum.
  set (V_0 := lyapunov 1 (quadratic 1 0) (quadratic 1 0 (fun _ => 0)) (10 * b * 1^2 / (a * 2 * R0)) 2 (fun _ => 0)
                (fun _ => 0, fun _ => 255 / 256)).
  assert (HK' : S_K / INR K <= 8 * 1 * (V_0 / (a * INR K))) by exact HK. clear HK.
  assert (HV : V_0 = c / 2).
  { unfold V_0, lyapunov, quadratic, residual_point, norm_sq, sub, add, scale. cbn [sum_of fst snd]. unfold c.
    replace (0 - 0) with 0 by ring. field. unfold R0. lra. }
  assert (HKp : 0 < INR K) by now apply lt_0_INR.
  apply (Rmult_le_compat_r (a * INR K)) in HK'; [|apply Rmult_le_pos; lra].
  replace (S_K / INR K * (a * INR K)) with (a * S_K) in HK' by (field; lra).
  replace (8 * 1 * (V_0 / (a * INR K)) * (a * INR K)) with (8 * V_0) in HK' by (field; lra).
  apply (Rmult_le_compat_l a) in Hsum; [|lra]. set (z := a * INR K) in *.
  replace (a * (INR K * (c / R0) - c / R0 * (8 * a) * (INR K * (INR K - 1) / 2)))
    with (c / R0 * (z - 4 * z * (z - a))) in Hsum by (unfold z, R0; field).
  assert (Hz : 3 / 80 <= z - 4 * z * (z - a)) by nra.
  assert (Hc : 0 < c / R0) by (unfold c, R0; lra).
  assert (c / R0 * (3 / 80) <= 4 * c) by nra.
  unfold c, R0 in *. lra.
Qed.
