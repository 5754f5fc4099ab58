(** Claim    Analog SGD on f = (L/2)|W - w*1|², all D entries w = ωτ, one noise for all of them: ξ+ = v √((1-p)/p) with
             probability p = (1-ω)/2, else ξ- = -v √(p/(1-p)), v = σ/√D. With g = f', q = √(1-ω²), y = g + vω/q:
               E(w'-w) = -α q² y,  E(w'-w)² = α²(q² y² + v² + 2ωqvy),
               f - E f' = D(α/2)(q² g² + q² y² - v² ω²) - D(Lα²/2)(q² y² + v² + 2ωqvy),
               and where E W' = W, |∇f|² = σ² r²/(1-r²), r = |ω|
    Source   EX Thm 3
    Assumes  -τ < w < τ, α > 0, -ξ+ <= g <= |ξ-|, asymmetric linear device with symmetric point 0
    Derived  K steps: |(1/K) Σ E|∇f|² - σ² E S_K| <= D((4/3)I + 2v J), S_K = (1/K) Σ r_k²/(1-r_k²),
             I = 2(Y(w_0) - Y(w_S))/(αK) + (5/4)α L_Y v², J = τ|1/q_0 - E 1/q_K|/(αK) + (1.54α/τ)(2I + (5/4)v²),
             L_Y = L + 1.54 v/τ, Y' = y, where y(w_S) = 0, for α L_Y <= 1/2, |w_k| <= τ/2 and -ξ+ <= g <= |ξ-| on the run
    Fails    as published, (1/K) Σ E|∇f|² = 4σ² S_K + Θ(α), from a weight where E W' = W: D = v = 1, ω = 3/5, ∇f = -3/4, K = 1:
             9/16 is less than 9/4 - Cα for small α, whatever C *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent.
Local Open Scope R_scope.

Section Instance.
  Variables (L v tau w_min alpha : R) (D : nat).
  Hypothesis tau_pos : 0 < tau.

  (** f and its gradient on vectors of D entries; the gradient's entry at W = w1. *)
  Definition objective (W : vector) : R := sum_of D (fun i => L / 2 * (W i - w_min)^2).
  Definition objective_gradient (W : vector) : vector := fun i => L * (W i - w_min).
  Definition slope (w : R) : R := L * (w - w_min).

  (** p = (1-ω)/2, ξ+, |ξ-| and q = √(1-ω²). *)
  Definition chance (w : R) : R := (1 - w / tau) / 2.
  Definition up (w : R) : R := v * sqrt ((1 - chance w) / chance w).
  Definition down (w : R) : R := v * sqrt (chance w / (1 - chance w)).
  Definition root (w : R) : R := sqrt (1 - (w / tau)^2).

  (** The run; its state is the one number that all entries have. *)
  Definition instance : random_run := {|
    state := R;
    weight := fun w _ => w;
    outcomes := fun _ => 2%nat;
    probability := fun w => two_values (chance w) (1 - chance w);
    noise := fun w j _ => two_values (up w) (- down w) j;
    next := fun w j => ald_update tau w (- alpha * (slope w + two_values (up w) (- down w) j)) |}.

  (** y = g + vω/q, which vanishes where the mean weight rests. *)
  Definition drift (w : R) : R := slope w + v * (w / tau) / root w.
  Definition second_moment (w : R) : R :=
    (root w * drift w)^2 + v^2 + 2 * (w / tau) * root w * v * drift w.

  Definition inside (w : R) : Prop := - tau < w < tau.
  (** -ξ+ <= g <= |ξ-|: the noise decides the sign of a step. *)
  Definition noise_decides (w : R) : Prop := - up w <= slope w <= down w.

  Lemma inside_units w : inside w -> -1 < w / tau < 1.
  Proof.
    intros Hw. unfold inside in Hw. split; apply (Rmult_lt_reg_r tau); try easy; unfold Rdiv;
      rewrite Rmult_assoc, Rinv_l by lra; lra.
  Qed.

  Lemma root_pos w : inside w -> 0 < root w /\ root w * root w = 1 - (w / tau)^2.
  Proof.
    intros Hw. pose proof (inside_units w Hw). assert (0 < 1 - (w / tau)^2) by nra.
    unfold root. split; [now apply sqrt_lt_R0 | apply sqrt_sqrt; lra].
  Qed.

  (** ξ+ = v(1+ω)/q, ξ- = -v(1-ω)/q. *)
  Lemma noise_values w : inside w -> up w = v * (1 + w / tau) / root w /\ down w = v * (1 - w / tau) / root w.
  Proof.
    intros Hw. pose proof (inside_units w Hw). destruct (root_pos w Hw) as (Hq & Hqq).
    unfold up, down, chance. set (o := w / tau) in *. set (q := root w) in *.
    assert (Hs : forall a b, 0 < a -> 0 < b -> a * b = q * q -> sqrt (a / b) = a / q).
    { intros a b Ha Hb E. rewrite <- (sqrt_pow2 (a / q)) by (apply Rlt_le, Rdiv_lt_0_compat; lra). f_equal.
      replace ((a / q)^2) with (a * a / (q * q)) by (field; lra). rewrite <- E. field. lra. }
    split; [transitivity (v * ((1 + o) / q)) | transitivity (v * ((1 - o) / q))]; try (field; lra); f_equal.
    - replace ((1 - (1 - o) / 2) / ((1 - o) / 2)) with ((1 + o) / (1 - o)) by (field; lra). apply Hs; lra.
    - replace ((1 - o) / 2 / (1 - (1 - o) / 2)) with ((1 - o) / (1 + o)) by (field; lra). apply Hs; lra.
  Qed.

  Lemma instance_follows : follows D (ald_update tau) alpha objective_gradient instance.
  Proof. intros w j i _. reflexivity. Qed.

  Lemma chance_law w : inside w -> is_law 2 (two_values (chance w) (1 - chance w)).
  Proof. intros Hw. pose proof (inside_units w Hw). apply two_values_law. unfold chance. lra. Qed.

  (** E ξ = 0 and D E ξ² = D v² = σ². *)
  Lemma instance_noise sigma w : inside w -> INR D * v^2 = sigma^2 -> centered_noise D sigma instance w.
  Proof.
    intros Hw Hs. split; [now apply chance_law|].
    destruct (noise_values w Hw) as (Eu & Ed). destruct (root_pos w Hw) as (Hq & Hqq).
    rewrite <- Hs. unfold expect, average.
    cbn [outcomes probability noise instance sum_of two_values]. unfold chance. rewrite Eu, Ed.
    set (o := w / tau) in *. set (q := root w) in *. split.
    - intros i _. field. lra.
    - unfold norm_sq. rewrite !sum_of_const. right.
      replace (0 + (1 - o) / 2 * (INR D * (v * (1 + o) / q)^2) + (1 - (1 - o) / 2) * (INR D * (- (v * (1 - o) / q))^2))
        with (INR D * v^2 * ((1 - o^2) / (q * q))) by (field; lra).
      rewrite Hqq. field. pose proof (inside_units w Hw). fold o in H. nra.
  Qed.

  Hypothesis alpha_pos : 0 < alpha.

  (** The two steps, when the noise decides their sign. *)
  Lemma instance_steps w :
    inside w -> noise_decides w ->
    next instance w 0 = w - alpha * (1 + w / tau) * (slope w + up w) /\
    next instance w 1 = w - alpha * (1 - w / tau) * (slope w - down w).
  Proof.
    intros _ [Hu Hd]. simpl. unfold ald_update. split.
    - rewrite Rabs_left1 by nra. field. lra.
    - rewrite Rabs_pos_eq by nra. field. lra.
  Qed.

  (** E of a function of w' that is a quadratic polynomial in w' - w. *)
  Lemma expected_moves w :
    inside w -> noise_decides w ->
    expect instance w (fun j => next instance w j - w) = - alpha * ((root w)^2 * drift w) /\
    expect instance w (fun j => (next instance w j - w)^2) = alpha^2 * second_moment w.
  Proof.
    intros Hw Hn. destruct (instance_steps w Hw Hn) as (E0 & E1).
    destruct (noise_values w Hw) as (Eu & Ed). destruct (root_pos w Hw) as (Hq & Hqq).
    assert (Hexp : forall phi, expect instance w (fun j => phi (next instance w j))
                   = (1 - w / tau) / 2 * phi (next instance w 0) + (1 + w / tau) / 2 * phi (next instance w 1)).
    { intros phi. unfold expect, average, chance. cbn [outcomes probability instance sum_of two_values]. unfold chance. field. lra. }
    rewrite (Hexp (fun w' => w' - w)), (Hexp (fun w' => (w' - w)^2)), E0, E1, Eu, Ed.
    unfold second_moment, drift. set (o := w / tau) in *. set (q := root w) in *. set (g := slope w).
    assert (E : o^2 = 1 - q * q) by (rewrite Hqq; ring).
    split; apply (Rmult_eq_reg_l (q * q)); try nra.
    - transitivity (- alpha * ((1 - o^2) * (q * q * g + v * o * q))); [field; lra|].
      rewrite E. field. lra.
    - transitivity (alpha^2 * ((1 - o^2) * (q * q * g^2 + 4 * g * v * o * q + v^2 * (1 + 3 * o^2)))); [field; lra|].
      transitivity (alpha^2 * (q * q * (q * q * g^2 + 4 * g * v * o * q + v^2 * (1 + 3 * o^2)))); [rewrite E; ring|].
      field. lra.
  Qed.

  Lemma objective_at w : objective (fun _ => w) = INR D * (L / 2 * (w - w_min)^2).
  Proof. exact (sum_of_const D (L / 2 * (w - w_min)^2)). Qed.

  Lemma gradient_sq_at w : norm_sq D (objective_gradient (fun _ => w)) = INR D * (slope w)^2.
  Proof. exact (sum_of_const D ((slope w)^2)). Qed.

  Lemma expected_objective w :
    inside w -> noise_decides w ->
    objective (fun _ => w) - expect instance w (fun j => objective (weight instance (next instance w j)))
    = INR D * (alpha / 2) * ((root w * slope w)^2 + (root w * drift w)^2 - v^2 * (w / tau)^2)
      - INR D * (L * alpha^2 / 2) * second_moment w.
  Proof.
    intros Hw Hn. destruct (expected_moves w Hw Hn) as (E1 & E2). destruct (root_pos w Hw) as (Hq & Hqq).
    assert (E : expect instance w (fun j => objective (weight instance (next instance w j)))
                = INR D * (L / 2 * (w - w_min)^2
                  + (slope w * expect instance w (fun j => next instance w j - w)
                     + L / 2 * expect instance w (fun j => (next instance w j - w)^2)))).
    { unfold expect. rewrite <- (average_const 2 (two_values (chance w) (1 - chance w)) (L / 2 * (w - w_min)^2))
        by now apply chance_law.
      rewrite <- !average_scal. simpl outcomes. simpl probability. rewrite <- !average_plus, <- average_scal.
      apply average_ext; intros j _.
      change (weight instance (next instance w j)) with (fun _ : nat => next instance w j).
      rewrite objective_at. unfold slope. field. }
    rewrite E, E1, E2, objective_at. unfold drift at 1 2.
    set (o := w / tau) in *. set (q := root w) in *. set (g := slope w). set (m := second_moment w).
    assert (Ho : v^2 * o^2 = (v * o / q)^2 * (q * q)) by (field; lra). rewrite Ho. field. lra.
  Qed.

  (** Where the mean weight rests. *)
  Lemma resting_gradient w : inside w -> drift w = 0 -> INR D * (slope w)^2 = INR D * v^2 * ((w / tau)^2 / (1 - (w / tau)^2)).
  Proof.
    intros Hw Hy. destruct (root_pos w Hw) as (Hq & Hqq). unfold drift in Hy.
    rewrite <- Hqq. replace (slope w) with (- (v * (w / tau) / root w)) by lra. field. lra.
  Qed.
End Instance.

Theorem analog_sgd_lower_bound (L v tau w_min alpha sigma w : R) (D : nat) :
  0 < tau -> 0 < alpha -> INR D * v^2 = sigma^2 -> inside tau w -> noise_decides L v tau w_min w ->
  let run := instance L v tau w_min alpha in
  let f := objective L w_min D in
  let omega := w / tau in let q := root tau w in let g := slope L w_min w in let y := g + v * omega / q in
  expect run w (fun j => next run w j - w) = - alpha * (q^2 * y) /\
  expect run w (fun j => (next run w j - w)^2) = alpha^2 * (q^2 * y^2 + v^2 + 2 * omega * q * v * y) /\
  f (weight run w) - expect run w (fun j => f (weight run (next run w j)))
  = INR D * (alpha / 2) * (q^2 * g^2 + q^2 * y^2 - v^2 * omega^2)
    - INR D * (L * alpha^2 / 2) * (q^2 * y^2 + v^2 + 2 * omega * q * v * y) /\
  (expect run w (fun j => next run w j - w) = 0 ->
   norm_sq D (objective_gradient L w_min (weight run w)) = sigma^2 * (omega^2 / (1 - omega^2))) /\
  follows D (ald_update tau) alpha (objective_gradient L w_min) run /\ centered_noise D sigma run w.
Proof.
  intros Ht Ha Hs Hw Hn run f omega q g y.
  destruct (expected_moves L v tau w_min alpha Ht Ha w Hw Hn) as (E1 & E2).
  assert (Em : second_moment L v tau w_min w = q^2 * y^2 + v^2 + 2 * omega * q * v * y)
    by (unfold second_moment, drift; fold g omega q y; ring).
  split; [exact E1|]. split; [now rewrite <- Em|]. split; [|split; [|split]].
  - pose proof (expected_objective L v tau w_min alpha D Ht Ha w Hw Hn) as E. rewrite Em in E.
    fold run f in E. unfold drift in E. fold g omega q y in E.
    replace (q^2 * g^2) with ((q * g)^2) by ring. replace (q^2 * y^2) with ((q * y)^2) at 1 by ring. exact E.
  - intros H0. fold run in E1. rewrite E1 in H0. destruct (root_pos tau Ht w Hw) as (Hq & _). fold q in Hq, H0.
    assert (Hy : drift L v tau w_min w = 0).
    { assert (0 < alpha * q^2) by (apply Rmult_lt_0_compat; nra). apply (Rmult_eq_reg_l (alpha * q^2)); lra. }
    simpl weight. rewrite gradient_sq_at, <- Hs. now apply resting_gradient.
  - apply instance_follows.
  - now apply instance_noise.
Qed.

(** A run of K steps. *)
Section LongRun.
  Variables (L v tau w_min alpha : R) (D : nat).
  Hypothesis tau_pos : 0 < tau.
  Hypothesis v_nonneg : 0 <= v.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis L_nonneg : 0 <= L.

  (** Y with Y' = y; X = τ/q. L_Y bounds y' on |w| <= τ/2. *)
  Definition potential (w : R) : R := L / 2 * (w - w_min)^2 - v * tau * root tau w.
  Definition inverse_root (w : R) : R := / root tau w.
  Definition drift_slope : R := L + 154 / 100 * v / tau.

  Let q := root tau.
  Let y := drift L v tau w_min.
  Let run := instance L v tau w_min alpha.

  Lemma is_derive_root (w : R) : inside tau w -> is_derive q w (- (w / tau) / (tau * q w)).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). unfold q, root in *.
    assert (0 < 1 - (w / tau)^2) by (rewrite <- Hqq; nra).
    auto_derive; [lra|]. replace (1 + - (w * / tau * (w * / tau * 1))) with (1 - (w / tau)^2) by (field; lra).
    set (s := sqrt (1 - (w / tau)^2)) in *. field. lra.
  Qed.

  Lemma is_derive_potential (w : R) : inside tau w -> is_derive potential w (y w).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & _). evar_last.
    - apply (is_derive_minus (fun w => L / 2 * (w - w_min)^2) (fun w => v * tau * q w)).
      + auto_derive; [easy | reflexivity].
      + apply (is_derive_scal q w (v * tau)). now apply is_derive_root.
    - unfold y, drift, slope. fold q. unfold minus, plus, opp, scal; simpl; unfold mult; simpl. fold q in Hq. field. lra.
  Qed.

  (** y' = L + v/(τq³). *)
  Lemma is_derive_drift (w : R) : inside tau w -> is_derive y w (L + v / (tau * (q w)^3)).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). fold q in Hq, Hqq. evar_last.
    - apply (is_derive_plus (fun w => L * (w - w_min)) (fun w => v * (w / tau) / q w)).
      + auto_derive; [easy | reflexivity].
      + apply (is_derive_div (fun w => v * (w / tau)) q w (v / tau)); [|now apply is_derive_root | lra].
        auto_derive; [easy | field; lra].
    - unfold plus; simpl. transitivity (L + v * (q w * q w + (w / tau)^2) / (tau * (q w)^3)); [field; lra|].
      rewrite Hqq. field. lra.
  Qed.

  (** X' = ω/q³, X'' = (1 + 2ω²)/(τq⁵). *)
  Lemma is_derive_inverse (w : R) :
    inside tau w -> is_derive (fun w => tau * inverse_root w) w (w / tau / (q w)^3).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & _). fold q in Hq. evar_last.
    - apply (is_derive_scal inverse_root w tau). apply (is_derive_inv q w); [now apply is_derive_root | lra].
    - unfold scal; simpl; unfold mult; simpl. field. lra.
  Qed.

  Lemma is_derive_inverse_slope (w : R) :
    inside tau w -> is_derive (fun w => w / tau / (q w)^3) w ((1 + 2 * (w / tau)^2) / (tau * (q w)^5)).
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w Hw) as (Hq & Hqq). fold q in Hq, Hqq. evar_last.
    - apply (is_derive_div (fun w => w / tau) (fun w => (q w)^3) w (/ tau) (3 * (q w)^2 * (- (w / tau) / (tau * q w)))).
      + auto_derive; [easy | field; lra].
      + evar_last; [apply (is_derive_comp (fun t => t^3) q w); [|now apply is_derive_root]|].
        * auto_derive; [easy | reflexivity].
        * unfold scal; simpl; unfold mult; simpl. field. lra.
      + apply pow_nonzero. lra.
    - transitivity ((q w * q w + 3 * (w / tau)^2) / (tau * (q w)^5)); [field; lra|]. rewrite Hqq. field. lra.
  Qed.

  Definition central (w : R) : Prop := Rabs w <= tau / 2.

  Lemma central_inside w : central w -> inside tau w.
  Proof. intros H. apply Rabs_le_between in H. unfold inside. lra. Qed.

  Lemma central_between a b x : central a -> central b -> Rmin a b <= x <= Rmax a b -> central x.
  Proof.
    unfold central. intros Ha Hb Hx. apply Rabs_le_between in Ha, Hb. apply Rabs_le_between.
    revert Hx. unfold Rmin, Rmax. destruct (Rle_dec a b); lra.
  Qed.

  Lemma central_root w : central w -> (w / tau)^2 <= 1 / 4 /\ 3 / 4 <= (q w)^2 /\ 866 / 1000 <= q w.
  Proof.
    intros Hw. destruct (root_pos tau tau_pos w (central_inside w Hw)) as (Hq & Hqq). fold q in Hq, Hqq.
    assert (Ho : Rabs (w / tau) <= 1 / 2).
    { unfold Rdiv at 1. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
      apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. unfold central in Hw. lra. }
    pose proof (square_at_most _ _ Ho). split; [lra|]. split; [nra|].
    apply Rnot_lt_le; intros Hlt. nra.
  Qed.

  Lemma central_drift_slope w : central w -> L + v / (tau * (q w)^3) <= drift_slope.
  Proof.
    intros Hw. destruct (central_root w Hw) as (_ & Hq2 & Hq). unfold drift_slope. apply Rplus_le_compat_l.
    assert (H3 : 1 <= 154 / 100 * (q w)^3).
    { assert (0 < (q w)^3) by (apply pow_lt; lra). apply Rsqr_incr_0_var; [|lra]. unfold Rsqr.
      replace (154 / 100 * (q w)^3 * (154 / 100 * (q w)^3)) with ((154 / 100)^2 * ((q w)^2)^3) by ring.
      assert ((3 / 4)^3 <= ((q w)^2)^3) by (apply pow_incr; lra). nra. }
    assert (Hp : 0 < tau * (q w)^3) by (apply Rmult_lt_0_compat; [easy | apply pow_lt; lra]).
    apply (Rmult_le_reg_r (tau * (q w)^3)); [easy|].
    replace (v / (tau * (q w)^3) * (tau * (q w)^3)) with (v * 1) by (field; lra).
    replace (154 / 100 * v / tau * (tau * (q w)^3)) with (v * (154 / 100 * (q w)^3)) by (field; lra).
    now apply Rmult_le_compat_l.
  Qed.

  Lemma central_inverse_slope w :
    central w -> 0 <= (1 + 2 * (w / tau)^2) / (tau * (q w)^5) <= 2 * (154 / 100) / tau.
  Proof.
    intros Hw. destruct (central_root w Hw) as (Ho & Hq2 & Hq). pose proof (pow2_ge_0 (w / tau)).
    assert (Hp : 0 < tau * (q w)^5) by (apply Rmult_lt_0_compat; [easy | apply pow_lt; lra]).
    split; [apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]|].
    apply (Rmult_le_reg_r (tau * (q w)^5)); [easy|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    replace (2 * (154 / 100) / tau * (tau * (q w)^5)) with (2 * (154 / 100) * (q w)^5) by (field; lra).
    assert (H4 : (3 / 4)^2 <= ((q w)^2)^2) by (apply pow_incr; lra).
    replace ((q w)^5) with (((q w)^2)^2 * q w) by ring.
    assert (9 / 16 * (866 / 1000) <= ((q w)^2)^2 * q w) by (apply Rmult_le_compat; lra). lra.
  Qed.

  (** Y is least where y = 0. *)
  Lemma potential_floor w w_S : inside tau w -> inside tau w_S -> y w_S = 0 -> potential w_S <= potential w.
  Proof.
    intros Hw HS H0. assert (Hb : forall x, Rmin w_S w <= x <= Rmax w_S w -> inside tau x).
    { intros x Hx. revert Hw HS Hx. unfold inside, Rmin, Rmax. destruct (Rle_dec w_S w); lra. }
    destruct (taylor_remainder potential y (fun w => L + v / (tau * (q w)^3)) w_S w 0) as (c & e & Hc & He & E).
    - intros x Hx. now apply is_derive_potential, Hb.
    - intros x Hx. now apply is_derive_drift, Hb.
    - rewrite H0 in E. destruct (root_pos tau tau_pos c (Hb c Hc)) as (Hq & _). fold q in Hq.
      assert (0 <= v / (tau * (q c)^3)).
      { apply Rmult_le_pos; [easy|]. left. apply Rinv_0_lt_compat, Rmult_lt_0_compat; [easy | now apply pow_lt]. }
      assert (0 <= (L + v / (tau * (q c)^3) - 0) * e) by (apply Rmult_le_pos; lra). lra.
  Qed.

  Section Step.
    Variable w : R.
    Hypothesis w_central : central w.
    Hypothesis next_central : forall j, (j < 2)%nat -> central (next run w j).
    Hypothesis decided : noise_decides L v tau w_min w.

    Let law : is_law (outcomes run w) (probability run w) := chance_law tau tau_pos w (central_inside w w_central).
    Let moves := expected_moves L v tau w_min alpha tau_pos alpha_pos w (central_inside w w_central) decided.

    (** E(w'-w)² <= α²(2q²y² + (5/4)v²). *)
    Lemma second_moment_bound : second_moment L v tau w_min w <= 2 * (q w * y w)^2 + 5 / 4 * v^2.
    Proof.
      unfold second_moment. fold q y. destruct (central_root w w_central) as (Ho & _). set (u := q w * y w) in *.
      set (o := w / tau) in *. replace (2 * o * q w * v * y w) with (2 * (o * v) * u) by (unfold u; ring).
      pose proof (pow2_ge_0 (u - o * v)). pose proof (pow2_ge_0 v).
      assert (o^2 * v^2 <= 1 / 4 * v^2) by (apply Rmult_le_compat_r; lra). nra.
    Qed.

    Lemma potential_step :
      alpha * drift_slope <= 1 / 2 ->
      expect run w (fun j => potential (next run w j)) + alpha / 2 * (q w * y w)^2
      <= potential w + 5 / 8 * drift_slope * alpha^2 * v^2.
    Proof.
      intros Hs. destruct moves as (E1 & E2). fold run in E1, E2. fold q y in E1.
      assert (H : expect run w (fun j => potential (next run w j))
                  <= expect run w (fun j => potential w + (y w * (next run w j - w)
                                            + drift_slope / 2 * (next run w j - w)^2))).
      { apply average_le; [exact law|]. intros j Hj.
        destruct (taylor_remainder potential y (fun w => L + v / (tau * (q w)^3)) w (next run w j) drift_slope)
          as (c & e & Hc & He & E).
        - intros x Hx. apply is_derive_potential, central_inside. now apply (central_between w (next run w j)); [|apply next_central|].
        - intros x Hx. apply is_derive_drift, central_inside. now apply (central_between w (next run w j)); [|apply next_central|].
        - assert (Hcc : central c) by now apply (central_between w (next run w j)); [|apply next_central|].
          pose proof (central_drift_slope c Hcc).
          assert (0 <= (drift_slope - (L + v / (tau * (q c)^3))) * e) by (apply Rmult_le_pos; lra). lra. }
      unfold expect in H at 2. rewrite !average_plus, !average_scal in H.
      rewrite (average_const _ _ (potential w) law) in H.
      fold (expect run w (fun j => next run w j - w)) in H. fold (expect run w (fun j => (next run w j - w)^2)) in H.
      rewrite E1, E2 in H. pose proof second_moment_bound as Hm.
      assert (Hd : 0 <= drift_slope).
      { unfold drift_slope. assert (0 <= v / tau) by (apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]). lra. }
      set (u := (q w * y w)^2) in *. replace (y w * (- alpha * ((q w)^2 * y w))) with (- alpha * u) in H by (unfold u; ring).
      assert (Hu : 0 <= u) by apply pow2_ge_0.
      assert (drift_slope / 2 * (alpha^2 * second_moment L v tau w_min w)
              <= drift_slope / 2 * (alpha^2 * (2 * u + 5 / 4 * v^2))).
      { apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact Hm]. }
      assert (alpha * drift_slope * (alpha * u) <= 1 / 2 * (alpha * u)) by (apply Rmult_le_compat_r; nra). nra.
    Qed.

    (** z = yω/q is -E(X(w') - X(w))/α up to a remainder. *)
    Lemma inverse_step :
      let z := y w * (w / tau) / q w in
      expect run w (fun j => tau * inverse_root (next run w j)) + alpha * z
      <= tau * inverse_root w + 154 / 100 / tau * alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2) /\
      expect run w (fun j => - (tau * inverse_root (next run w j))) + - (alpha * z) <= - (tau * inverse_root w) + 0.
    Proof.
      intros z. destruct moves as (E1 & E2). fold run in E1, E2. fold q y in E1.
      set (slope_at := w / tau / (q w)^3). destruct (root_pos tau tau_pos w (central_inside w w_central)) as (Hq & _).
      fold q in Hq.
      assert (Ez : slope_at * (- alpha * ((q w)^2 * y w)) = - (alpha * z)) by (unfold slope_at, z; field; lra).
      assert (H : forall j, (j < 2)%nat ->
        tau * inverse_root w + slope_at * (next run w j - w) <= tau * inverse_root (next run w j)
        <= tau * inverse_root w + (slope_at * (next run w j - w) + 154 / 100 / tau * (next run w j - w)^2)).
      { intros j Hj. set (w' := next run w j).
        assert (Hx : forall x, Rmin w w' <= x <= Rmax w w' -> central x).
        { intros x Hx. now apply (central_between w w'); [|apply next_central|]. }
        split.
        - destruct (taylor_remainder (fun w => tau * inverse_root w) (fun w => w / tau / (q w)^3)
            (fun w => (1 + 2 * (w / tau)^2) / (tau * (q w)^5)) w w' 0) as (c & e & Hc & He & E);
            [intros; now apply is_derive_inverse, central_inside, Hx
            | intros; now apply is_derive_inverse_slope, central_inside, Hx |].
          fold slope_at in E. destruct (central_inverse_slope c (Hx c Hc)) as (Hl & _).
          pose proof (Rmult_le_pos _ _ Hl He). lra.
        - destruct (taylor_remainder (fun w => tau * inverse_root w) (fun w => w / tau / (q w)^3)
            (fun w => (1 + 2 * (w / tau)^2) / (tau * (q w)^5)) w w' (2 * (154 / 100) / tau)) as (c & e & Hc & He & E);
            [intros; now apply is_derive_inverse, central_inside, Hx
            | intros; now apply is_derive_inverse_slope, central_inside, Hx |].
          fold slope_at in E. destruct (central_inverse_slope c (Hx c Hc)) as (_ & Hu).
          assert (0 <= (2 * (154 / 100) / tau - (1 + 2 * (c / tau)^2) / (tau * (q c)^5)) * e) by (apply Rmult_le_pos; lra).
          lra. }
      assert (Hc : 0 <= 154 / 100 / tau) by (apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]).
      split.
      - assert (Hu : expect run w (fun j => tau * inverse_root (next run w j))
          <= expect run w (fun j => tau * inverse_root w + (slope_at * (next run w j - w)
                                    + 154 / 100 / tau * (next run w j - w)^2))).
        { apply average_le; [exact law|]. intros j Hj. now apply H. }
        unfold expect in Hu at 2. rewrite !average_plus, !average_scal in Hu.
        rewrite (average_const _ _ (inverse_root w) law) in Hu.
        fold (expect run w (fun j => next run w j - w)) in Hu. fold (expect run w (fun j => (next run w j - w)^2)) in Hu.
        rewrite E1, E2, Ez in Hu. pose proof second_moment_bound as Hm.
        assert (154 / 100 / tau * (alpha^2 * second_moment L v tau w_min w)
                <= 154 / 100 / tau * (alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2))).
        { apply Rmult_le_compat_l; [easy|]. apply Rmult_le_compat_l; [apply pow2_ge_0 | exact Hm]. }
        lra.
      - assert (Hl : expect run w (fun j => - (tau * inverse_root (next run w j)))
          <= expect run w (fun j => - (tau * inverse_root w) + - slope_at * (next run w j - w))).
        { apply average_le; [exact law|]. intros j Hj. destruct (H j Hj). lra. }
        unfold expect in Hl at 2. rewrite average_plus, average_scal in Hl.
        rewrite (average_const _ _ (- (tau * inverse_root w)) law) in Hl.
        fold (expect run w (fun j => next run w j - w)) in Hl. rewrite E1 in Hl. lra.
    Qed.
  End Step.

  Variables (start w_S sigma : R) (K : nat).
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis rate : alpha * drift_slope <= 1 / 2.
  Hypothesis stays : forall k w, (k <= K)%nat -> reached run k start w -> central w.
  Hypothesis decided : forall w, met run K start w -> noise_decides L v tau w_min w.
  Hypothesis S_inside : inside tau w_S.
  Hypothesis S_rests : y w_S = 0.

  Lemma met_central w : met run K start w -> central w.
  Proof. intros (k & Hk & Hw). apply (stays k); [lia | easy]. Qed.

  Lemma reached_next k x w j : reached run k x w -> (j < outcomes run w)%nat -> reached run (S k) x (next run w j).
  Proof.
    revert x. induction k as [|k IH]; intros x Hw Hj.
    - simpl in Hw. subst. now exists j.
    - destruct Hw as (i & Hi & Hw). exists i. split; [easy|]. now apply IH.
  Qed.

  Lemma met_next_central w j : met run K start w -> (j < 2)%nat -> central (next run w j).
  Proof. intros (k & Hk & Hw) Hj. apply (stays (S k)); [lia|]. now apply reached_next. Qed.

  Lemma run_laws w : met run K start w -> is_law (outcomes run w) (probability run w).
  Proof. intros Hw. exact (chance_law tau tau_pos w (central_inside w (met_central w Hw))). Qed.

  (** I and J. *)
  Definition drift_bound : R :=
    2 * (potential start - potential w_S) / (alpha * INR K) + 5 / 4 * alpha * drift_slope * v^2.
  Definition cross_bound : R :=
    tau * Rabs (/ root tau start - expect_after run K (fun w => / root tau w) start) / (alpha * INR K)
    + 154 / 100 * alpha / tau * (2 * drift_bound + 5 / 4 * v^2).

  Let mean_square := run_mean run K (fun w => (q w * y w)^2) start.
  Let mean_cross := run_mean run K (fun w => y w * (w / tau) / q w) start.

  Lemma K_real : 0 < INR K.
  Proof. now apply lt_0_INR. Qed.

  Lemma mean_square_bound : mean_square <= drift_bound.
  Proof.
    pose proof K_real as HK.
    pose proof (mean_descent run K potential (fun w => alpha / 2 * (q w * y w)^2)
      (fun _ => 5 / 8 * drift_slope * alpha^2 * v^2) (potential w_S) start K_pos) as H.
    rewrite run_mean_scal, run_mean_const in H by (easy || apply run_laws). fold mean_square in H.
    apply (Rmult_le_reg_l (alpha / 2)); [lra|]. unfold drift_bound.
    replace (alpha / 2 * (2 * (potential start - potential w_S) / (alpha * INR K) + 5 / 4 * alpha * drift_slope * v^2))
      with ((potential start - potential w_S) / INR K + 5 / 8 * drift_slope * alpha^2 * v^2) by (field; lra).
    apply H; [| apply run_laws |].
    - intros w Hw. apply potential_floor; [|easy..]. apply central_inside. now apply (stays K).
    - intros w Hw. apply potential_step; [now apply met_central | now intros; apply met_next_central | now apply decided | easy].
  Qed.

  Lemma mean_square_nonneg : 0 <= mean_square.
  Proof.
    rewrite <- (run_mean_const run K 0 start K_pos run_laws). apply run_mean_le; [apply run_laws|].
    intros; apply pow2_ge_0.
  Qed.

  Lemma mean_cross_bound : Rabs mean_cross <= cross_bound.
  Proof.
    pose proof K_real as HK. pose proof mean_square_bound as Hs.
    set (change := / root tau start - expect_after run K (fun w => / root tau w) start).
    assert (Egap : tau * inverse_root start - expect_after run K (fun w => tau * inverse_root w) start = tau * change).
    { rewrite expect_after_scal. unfold change.
      change (expect_after run K inverse_root start) with (expect_after run K (fun w => / root tau w) start).
      unfold inverse_root. ring. }
    pose proof (fun w Hw => inverse_step w (met_central w Hw) (fun j => met_next_central w j Hw) (decided w Hw)) as Hstep.
    cbv zeta in Hstep. assert (Hi : 0 < / INR K) by now apply Rinv_0_lt_compat.
    assert (Hup : alpha * mean_cross <= tau * change / INR K + 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)).
    { pose proof (telescope run K (fun w => tau * inverse_root w) (fun w => alpha * (y w * (w / tau) / q w))
        (fun w => 154 / 100 / tau * alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2)) start run_laws
        (fun w Hw => proj1 (Hstep w Hw))) as H.
      assert (E : run_mean run K (fun w => 154 / 100 / tau * alpha^2 * (2 * (q w * y w)^2 + 5 / 4 * v^2)) start
                  = 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)).
      { rewrite run_mean_scal, run_mean_plus, run_mean_scal, run_mean_const by (easy || apply run_laws). easy. }
      rewrite <- E. unfold mean_cross. rewrite <- run_mean_scal. unfold run_mean, mean_of, Rdiv.
      rewrite <- Rmult_plus_distr_r. apply Rmult_le_compat_r; [lra|]. rewrite <- Egap. lra. }
    assert (Hlow : tau * change / INR K <= alpha * mean_cross).
    { pose proof (telescope run K (fun w => - (tau * inverse_root w)) (fun w => - (alpha * (y w * (w / tau) / q w)))
        (fun _ => 0) start run_laws (fun w Hw => proj2 (Hstep w Hw))) as H.
      unfold mean_cross. rewrite <- run_mean_scal. unfold run_mean, mean_of, Rdiv. apply Rmult_le_compat_r; [lra|].
      rewrite expect_after_opp in H.
      rewrite (sum_of_ext K _ (fun k => - expect_after run k (fun w => alpha * (y w * (w / tau) / q w)) start)) in H
        by (intros; apply expect_after_opp).
      rewrite (sum_of_ext K (fun k => expect_after run k (fun _ => 0) start) (fun _ => 0)), sum_of_zero in H.
      2:{ intros k Hk. apply (expect_after_const run K); [apply run_laws | lia]. }
      rewrite (sum_of_ext K _ (fun k => -1 * expect_after run k (fun w => alpha * (y w * (w / tau) / q w)) start)) in H
        by (intros; ring).
      rewrite sum_of_scal in H. lra. }
    assert (Hc : 0 <= 154 / 100 / tau * alpha^2).
    { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]. }
    assert (Hrest : 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)
                    <= 154 / 100 / tau * alpha^2 * (2 * drift_bound + 5 / 4 * v^2)) by (apply Rmult_le_compat_l; lra).
    assert (Hrest0 : 0 <= 154 / 100 / tau * alpha^2 * (2 * mean_square + 5 / 4 * v^2)).
    { apply Rmult_le_pos; [easy|]. pose proof mean_square_nonneg. pose proof (pow2_ge_0 v). lra. }
    apply (Rmult_le_reg_l alpha); [easy|]. rewrite <- (Rabs_pos_eq alpha) at 1 by lra. rewrite <- Rabs_mult.
    unfold cross_bound. fold change.
    replace (alpha * (tau * Rabs change / (alpha * INR K) + 154 / 100 * alpha / tau * (2 * drift_bound + 5 / 4 * v^2)))
      with (tau / INR K * Rabs change + 154 / 100 / tau * alpha^2 * (2 * drift_bound + 5 / 4 * v^2)) by (field; lra).
    replace (tau * change / INR K) with (tau / INR K * change) in Hup, Hlow by (field; lra).
    assert (Ht : 0 <= tau / INR K) by (apply Rmult_le_pos; lra).
    assert (tau / INR K * change <= tau / INR K * Rabs change) by (apply Rmult_le_compat_l; [easy | apply Rle_abs]).
    assert (tau / INR K * - change <= tau / INR K * Rabs change).
    { apply Rmult_le_compat_l; [easy|]. rewrite <- Rabs_Ropp. apply Rle_abs. }
    apply Rabs_le. lra.
  Qed.

  (** g² - v²ω²/q² = y² - 2v yω/q, and y² <= (4/3) q²y². *)
  Lemma average_gradient :
    INR D * v^2 = sigma^2 ->
    Rabs (run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
          - sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start)
    <= INR D * (4 / 3 * drift_bound + 2 * v * cross_bound).
  Proof.
    intros Hs. set (squares := run_mean run K (fun w => (y w)^2) start).
    assert (E : run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
                = sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start
                  + INR D * (squares + - 2 * v * mean_cross)).
    { unfold squares, mean_cross. rewrite <- !run_mean_scal, <- run_mean_plus, <- run_mean_scal, <- run_mean_plus.
      assert (Hext : forall phi psi, (forall w, met run K start w -> phi w = psi w) ->
                     run_mean run K phi start = run_mean run K psi start).
      { intros phi psi H. apply Rle_antisym; apply run_mean_le; try apply run_laws; intros w Hw; rewrite (H w Hw); lra. }
      apply Hext. intros w Hw. rewrite <- Hs. simpl weight. rewrite gradient_sq_at.
      destruct (root_pos tau tau_pos w (central_inside w (met_central w Hw))) as (Hq & Hqq). rewrite <- Hqq.
      unfold y, drift. fold q in Hq |- *. field. lra. }
    assert (Hsq : 0 <= squares <= 4 / 3 * mean_square).
    { unfold squares, mean_square. split.
      - rewrite <- (run_mean_const run K 0 start K_pos run_laws). apply run_mean_le; [apply run_laws|].
        intros; apply pow2_ge_0.
      - rewrite <- run_mean_scal. apply run_mean_le; [apply run_laws|]. intros w Hw.
        destruct (central_root w (met_central w Hw)) as (_ & Hq & _). rewrite Rpow_mult_distr.
        assert (0 <= (4 / 3 * (q w)^2 - 1) * (y w)^2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). lra. }
    pose proof mean_square_bound. pose proof mean_cross_bound as Hc. apply Rabs_le_between in Hc.
    rewrite E. replace (_ + INR D * (squares + - 2 * v * mean_cross) - _) with (INR D * (squares + - 2 * v * mean_cross)) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq (INR D)) by apply pos_INR. apply Rmult_le_compat_l; [apply pos_INR|].
    apply Rabs_le. assert (v * mean_cross <= v * cross_bound) by (apply Rmult_le_compat_l; lra).
    assert (v * - mean_cross <= v * cross_bound) by (apply Rmult_le_compat_l; lra).
    split; nra.
  Qed.
End LongRun.

(** The average over a run is σ² S_K up to I and J. *)
Theorem analog_sgd_lower_bound_derived (L v tau w_min alpha sigma start w_S : R) (D K : nat) :
  0 < tau -> 0 <= v -> 0 < alpha -> 0 <= L -> (0 < K)%nat -> INR D * v^2 = sigma^2 ->
  let run := instance L v tau w_min alpha in
  let slope_bound := L + 154 / 100 * v / tau in
  let Y := potential L v tau w_min in
  let I := 2 * (Y start - Y w_S) / (alpha * INR K) + 5 / 4 * alpha * slope_bound * v^2 in
  let J := tau * Rabs (/ root tau start - expect_after run K (fun w => / root tau w) start) / (alpha * INR K)
           + 154 / 100 * alpha / tau * (2 * I + 5 / 4 * v^2) in
  alpha * slope_bound <= 1 / 2 ->
  (forall k w, (k <= K)%nat -> reached run k start w -> Rabs w <= tau / 2) ->
  (forall w, met run K start w -> noise_decides L v tau w_min w) ->
  inside tau w_S -> drift L v tau w_min w_S = 0 ->
  Rabs (run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
        - sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start)
  <= INR D * (4 / 3 * I + 2 * v * J).
Proof.
  intros Ht Hv Ha HL HK Hs run slope_bound Y I J Hrate Hstays Hdecided HS H0.
  exact (average_gradient L v tau w_min alpha D Ht Hv Ha HL start w_S sigma K HK Hrate Hstays Hdecided HS H0 Hs).
Qed.

(** The published lower bound 4σ² S_K less a term of order α, from a weight at which the mean rests. *)
Theorem analog_sgd_lower_bound_published_fails :
  ~ (forall (L v tau w_min sigma w : R) (D K : nat),
     0 < L -> 0 < tau -> 0 < v -> (0 < D)%nat -> (0 < K)%nat -> INR D * v^2 = sigma^2 -> inside tau w ->
     noise_decides L v tau w_min w ->
     (forall alpha, 0 < alpha ->
        expect (instance L v tau w_min alpha) w (fun j => next (instance L v tau w_min alpha) w j - w) = 0) ->
     exists C alpha_0, 0 < alpha_0 /\ forall alpha, 0 < alpha <= alpha_0 ->
     4 * sigma^2 * run_mean (instance L v tau w_min alpha) K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) w - C * alpha
     <= run_mean (instance L v tau w_min alpha) K (fun w => norm_sq D (objective_gradient L w_min (fun _ => w))) w).
Proof.
  intros H. assert (Hw : inside 1 (3 / 5)) by (unfold inside; lra).
  assert (Hq : root 1 (3 / 5) = 4 / 5).
  { unfold root. replace (1 - (3 / 5 / 1)^2) with ((4 / 5)^2) by field. apply sqrt_pow2. lra. }
  assert (Hn : noise_decides 4 1 1 (63 / 80) (3 / 5)).
  { unfold noise_decides, slope. destruct (noise_values 1 1 ltac:(lra) (3 / 5) Hw) as (-> & ->).
    rewrite Hq. lra. }
  destruct (H 4 1 1 (63 / 80) 1 (3 / 5) 1%nat 1%nat) as (C & alpha_0 & Ha0 & Hc);
    try lra; try lia; try easy; [simpl; ring | |].
  - intros alpha Ha. destruct (expected_moves 4 1 1 (63 / 80) alpha ltac:(lra) Ha (3 / 5) Hw Hn) as (-> & _).
    unfold drift, slope. rewrite Hq. field.
  - set (alpha := Rmin alpha_0 (/ (Rabs C + 1))). pose proof (Rabs_pos C) as Hp.
    assert (Hi : 0 < / (Rabs C + 1)) by (apply Rinv_0_lt_compat; lra).
    assert (Ha : 0 < alpha <= alpha_0) by (unfold alpha; split; [now apply Rmin_glb_lt | apply Rmin_l]).
    assert (Hsmall : C * alpha <= 1).
    { apply Rle_trans with ((Rabs C + 1) * alpha).
      - apply Rmult_le_compat_r; [lra|]. pose proof (Rle_abs C). lra.
      - apply Rle_trans with ((Rabs C + 1) * / (Rabs C + 1)); [|right; field; lra].
        apply Rmult_le_compat_l; [lra | apply Rmin_r]. }
    specialize (Hc alpha Ha). unfold run_mean, mean_of in Hc. cbn [sum_of expect_after] in Hc.
    unfold norm_sq, objective_gradient in Hc. cbn [sum_of] in Hc. change (INR 1) with 1 in Hc. lra.
Qed.
